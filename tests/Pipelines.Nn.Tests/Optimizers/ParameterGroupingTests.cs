namespace Pipelines.Nn.Tests;

internal sealed class ParameterGroupingTests : NnTests
{
    [Test]
    public void VectorsAndNamedParametersDoNotDecay()
    {
        var model = NewModel();
        Assert.That(Settings(model, new ParameterGrouping(), "h.0.norm.weight").WeightDecay, Is.Zero);
        Assert.That(Settings(model, new ParameterGrouping(), "h.0.linear.weight").WeightDecay, Is.Null);
        var exempt = new ParameterGrouping { WithoutDecay = ["h.0.*"], DecaysVectors = true };
        Assert.That(Settings(model, exempt, "h.0.linear.weight").WeightDecay, Is.Zero);
        Assert.That(Settings(model, exempt, "h.1.norm.weight").WeightDecay, Is.Null);
    }

    [Test]
    public void EachLayerBelowHasALowerRate()
    {
        var model = NewModel();
        var grouping = new ParameterGrouping { LayerDecay = 0.5 };
        Assert.That(Settings(model, grouping, "head.weight").LearningRateFactor, Is.EqualTo(1));
        Assert.That(Settings(model, grouping, "h.1.linear.weight").LearningRateFactor, Is.EqualTo(0.5));
        Assert.That(Settings(model, grouping, "h.0.linear.bias").LearningRateFactor, Is.EqualTo(0.25));
        Assert.That(Settings(model, grouping, "embed.weight").LearningRateFactor, Is.EqualTo(0.125));
    }

    [Test]
    public void RulesApplyInTheirOrder()
    {
        var model = NewModel();
        var grouping = new ParameterGrouping
        {
            LayerDecay = 0.5,
            Rules =
            [
                new ParameterRule { Pattern = "*.bias", LearningRateFactor = 2, WeightDecay = 0.3 },
                new ParameterRule { Pattern = "h.0.*", LearningRateFactor = 3 },
            ],
        };
        var group = Settings(model, grouping, "h.0.linear.bias");
        Assert.That((group.LearningRateFactor, group.WeightDecay), Is.EqualTo((1.5, 0.3)));
    }

    [Test]
    public void EveryTrainableParameterIsInOneGroup()
    {
        var model = NewModel();
        model.GetModule("h.1").Freeze();
        var names = new ParameterGrouping { LayerDecay = 0.9 }.Apply(model).SelectMany(group => group.Parameters).Select(
            named => named.Name);
        var expected = model.NamedParameters().Where(named => named.Parameter.RequiresGradient).Select(named => named.Name);
        Assert.That(names, Is.EquivalentTo(expected));
    }

    [Test]
    public void PatternsThatMatchNothingAreRefused()
    {
        var model = NewModel();
        Assert.That(
            () => new ParameterGrouping { WithoutDecay = ["h.7.*"] }.Apply(model),
            Throws.TypeOf<OptimizerException>().With.Message.Contains("h.7.*").And.Message.Contains("embed.weight"));
        Assert.That(
            () => new ParameterGrouping { Rules = [new ParameterRule { Pattern = "bias" }] }.Apply(model),
            Throws.TypeOf<OptimizerException>());
        Assert.That(() => new ParameterGrouping { LayerDecay = 0 }.Apply(model), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private static ParameterGroup Settings(Module model, ParameterGrouping grouping, string name) =>
        grouping.Apply(model).Single(group => group.Parameters.Any(named => named.Name == name));

    private Stack NewModel() => Own(new Stack(Backend));

    private sealed class Stack : Module
    {
        public Stack(Tensors.ITensorBackend backend)
        {
            AddModule<Lookup>("embed", new Embedding(backend, 5, 4, null));
            AddModule("h", new ModuleList<Layer>([new Layer(backend), new Layer(backend)]));
            AddModule<Projection>("head", new Linear(backend, 4, 5, bias: false, random: null));
        }
    }

    private sealed class Layer : Module
    {
        public Layer(Tensors.ITensorBackend backend)
        {
            AddModule<Normalization>("norm", new RmsNorm(backend, 4));
            AddModule<Projection>("linear", new Linear(backend, 4, 4, bias: true, random: null));
        }
    }
}
