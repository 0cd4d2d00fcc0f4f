using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

internal sealed class ModuleTests : NnTests
{
    [Test]
    public void NamesAreDottedAndSharedParametersListedOnce()
    {
        using var model = new TinyModel(Backend);
        Assert.That(
            model.NamedParameters().Select(named => named.Name),
            Is.EqualTo(new[]
            {
                "scale", "wte.weight", "h.0.up.weight", "h.0.up.bias", "h.0.norm.weight", "h.1.up.weight", "h.1.up.bias", "h.1.norm.weight",
            }));
        Assert.That(
            model.NamedModules().Select(named => named.Name),
            Is.EqualTo(new[] { "", "wte", "h", "h.0", "h.0.up", "h.0.norm", "h.1", "h.1.up", "h.1.norm", "head" }));
        Assert.That(model.CountParameters(), Is.EqualTo(1 + 5 * 4 + 2 * (16 + 4 + 4)));
    }

    [Test]
    public void ModeReachesEveryModule()
    {
        using var model = new TinyModel(Backend);
        Assert.That(model.NamedModules().Select(named => named.Module.IsTraining), Has.None.True);
        model.ToTraining();
        Assert.That(model.NamedModules().Select(named => named.Module.IsTraining), Has.All.True);
        model.ToEvaluation();
        Assert.That(model.NamedModules().Select(named => named.Module.IsTraining), Has.None.True);
    }

    [Test]
    public void FreezingStopsAndReleasesGradients()
    {
        using var model = new TinyModel(Backend);
        var weight = model.NamedParameters().First(named => named.Name == "wte.weight").Parameter;
        Flow(weight, new float[20]);
        Assert.That(weight.Gradient, Is.Not.Null);
        model.Freeze();
        Assert.That(weight.Gradient, Is.Null);
        Assert.That(model.CountParameters(trainableOnly: true), Is.Zero);
        using (new GradientTape())
            Assert.That(GradientTape.IsRecording(weight), Is.False);
        model.GetModule("h.1").Unfreeze();
        Assert.That(model.CountParameters(trainableOnly: true), Is.EqualTo(24));
    }

    [Test]
    public void ChildrenCanBeReplaced()
    {
        using var model = new TinyModel(Backend);
        model.ToTraining();
        var x = Backend.FromArray(new float[] { 1, 2, 3, 4 }, new Shape(1, 4));
        var before = model.Layers[0].Forward(x).ToArray<float>();
        var old = (Projection)model.ReplaceModule("h.0.up", new Doubled((Projection)model.GetModule("h.0.up")));
        Assert.That(old, Is.InstanceOf<Linear>());
        Assert.That(model.Layers[0].Forward(x).ToArray<float>(), Is.Not.EqualTo(before));
        Assert.That(model.NamedParameters().Select(named => named.Name), Has.Member("h.0.up.base_layer.weight"));
        Assert.That(model.GetModule("h.0.up").IsTraining, Is.True);
    }

    [Test]
    public void AReplacementMustFitTheSlot()
    {
        using var model = new TinyModel(Backend);
        using var norm = new RmsNorm(Backend, 4);
        Assert.That(
            () => model.ReplaceModule("h.0.up", norm),
            Throws.TypeOf<ModuleException>().With.Message.Contains("h.0.up").And.Message.Contains("Projection")
                .And.Message.Contains("RmsNorm"));
    }

    [Test]
    public void AMissingModuleIsNamedWithThoseThatAreThere()
    {
        using var model = new TinyModel(Backend);
        Assert.That(
            () => model.GetModule("h.0.down"),
            Throws.TypeOf<ModuleException>().With.Message.Contains("h.0.down").And.Message.Contains("up, norm"));
        Assert.That(() => model.GetModule("h.2.up"), Throws.TypeOf<ModuleException>().With.Message.Contains("0, 1"));
        Assert.That(model.GetModule(""), Is.SameAs(model));
    }

    [Test]
    public void NamesMustBePlainAndFree()
    {
        using var linear = new Linear(Backend, 2, 2);
        Assert.That(() => new BadNames(linear, "a.b"), Throws.TypeOf<ModuleException>());
        Assert.That(() => new BadNames(linear, ""), Throws.TypeOf<ModuleException>());
        Assert.That(() => new BadNames(linear, "taken"), Throws.TypeOf<ModuleException>().With.Message.Contains("taken"));
    }

    [Test]
    public void StateRoundTrips()
    {
        using var model = new TinyModel(Backend, new RandomGenerator(1));
        using var other = new TinyModel(Backend, new RandomGenerator(2));
        other.LoadState(model.GetState());
        foreach (var (name, value) in model.GetState())
        {
            Assert.That(other.GetState()[name].ToArray<float>(), Is.EqualTo(value.ToArray<float>()), name);
            Assert.That(other.GetState()[name], Is.Not.SameAs(value));
        }
    }

    [Test]
    public void StateIsConverted()
    {
        using var model = new TinyModel(Backend, new RandomGenerator(1));
        using var other = new TinyModel(Backend);
        other.LoadState(model.GetState().ToDictionary(pair => pair.Key, pair => pair.Value.To(ElementType.BFloat16)));
        Assert.That(
            other.GetState()["wte.weight"].ToArray<float>(), Is.EqualTo(model.GetState()["wte.weight"].ToArray<float>()).Within(1).Percent);
    }

    [Test]
    public void AStateThatDoesNotFitIsRefusedWhole()
    {
        using var model = new TinyModel(Backend, new RandomGenerator(1));
        var before = model.GetState()["wte.weight"].ToArray<float>();
        var state = model.GetState().ToDictionary(pair => pair.Key, pair => pair.Value.Clone());
        Initialize.Constant(state["wte.weight"], 7f);
        state.Remove("h.1.up.bias");
        state["h.9.up.bias"] = state["scale"];
        state["h.0.up.weight"] = Backend.Zeros(new Shape(4, 5));
        var error = Assert.Throws<ModuleException>(() => model.LoadState(state));
        Assert.That(
            error.Message,
            Does.Contain("Missing: h.1.up.bias").And.Contain("Unexpected: h.9.up.bias").And.Contain(
                "h.0.up.weight is [4, 5], [4, 4] was expected"));
        Assert.That(model.GetState()["wte.weight"].ToArray<float>(), Is.EqualTo(before));

        state["h.0.up.weight"] = model.GetState()["h.0.up.weight"];
        model.LoadState(state, strict: false);
        Assert.That(model.GetState()["wte.weight"].ToArray<float>(), Is.All.EqualTo(7f));
    }

    [Test]
    public void DisposingReturnsAllMemory()
    {
        var before = Backend.Memory.TensorsInUse;
        var model = new TinyModel(Backend, new RandomGenerator(1));
        Flow(model.NamedParameters().First().Parameter, [1f]);
        Assert.That(Backend.Memory.TensorsInUse, Is.GreaterThan(before));
        model.Dispose();
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before));
    }

    [Test]
    public void ParametersLeaveTheScopeTheyAreMadeIn()
    {
        Linear linear;
        using (new TensorScope())
            linear = new Linear(Backend, 3, 2);
        Assert.That(linear.Weight.Value.IsDisposed, Is.False);
        linear.Dispose();
        Assert.That(linear.Weight.Value.IsDisposed, Is.True);
    }

    private sealed class Layer : Module
    {
        private readonly ModuleSlot<Projection> _up;
        private readonly ModuleSlot<Normalization> _norm;

        public Layer(ITensorBackend backend, RandomGenerator? random)
        {
            _up = AddModule<Projection>("up", new Linear(backend, 4, 4, random: random ?? new RandomGenerator(9)));
            _norm = AddModule<Normalization>("norm", new RmsNorm(backend, 4));
        }

        public Tensor Forward(Tensor x) => _up.Module.Forward(_norm.Module.Forward(x), Activation.Silu, x);
    }

    private sealed class TinyModel : Module
    {
        private readonly ModuleSlot<ModuleList<Layer>> _layers;

        public TinyModel(ITensorBackend backend, RandomGenerator? random = null)
        {
            AddParameter("scale", new Parameter(backend.Full(new Shape(1), 1f)));
            var table = AddModule<Lookup>("wte", new Embedding(backend, 5, 4, random));
            _layers = AddModule("h", new ModuleList<Layer>([new Layer(backend, random), new Layer(backend, random)]));
            AddModule<Projection>("head", new Linear(((Embedding)table.Module).Weight, null));
        }

        public ModuleList<Layer> Layers => _layers.Module;
    }

    private sealed class Doubled : Projection
    {
        private readonly ModuleSlot<Projection> _base;

        public Doubled(Projection inner) => _base = AddModule("base_layer", inner);

        public override int InputSize => _base.Module.InputSize;

        public override int OutputSize => _base.Module.OutputSize;

        public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null) =>
            _base.Module.Forward(Functional.Scale(input, 2f), activation, residual);
    }

    private sealed class BadNames : Module
    {
        public BadNames(Module child, string name)
        {
            AddModule("taken", child);
            AddModule(name, child);
        }
    }
}
