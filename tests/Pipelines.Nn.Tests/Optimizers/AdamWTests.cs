using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

internal sealed class AdamWTests : NnTests
{
    [Test]
    public void FirstStepMovesByTheLearningRate()
    {
        // Corrected moments are g and g², so the step is lr · sign(g), after the decay.
        var p = Parameter([1f, -2f, 3f]);
        var optimizer = Own(new AdamW([new ParameterGroup([new("p", p)])], 0.1f, epsilon: 0f, weightDecay: 0.5f));
        Flow(p, [2f, -0.001f, 5f]);
        optimizer.Step();
        Assert.That(p.Value.ToArray<float>(), Is.EqualTo(new[] { 0.95f - 0.1f, -1.9f + 0.1f, 2.85f - 0.1f }).Within(1e-6f));
    }

    [Test]
    public void GroupsHaveTheirOwnRateAndDecay()
    {
        var a = Parameter([1f]);
        var b = Parameter([1f]);
        var c = Parameter([1f]);
        var optimizer = Own(new AdamW(
            [
                new ParameterGroup([new("a", a)]),
                new ParameterGroup([new("b", b)]) { LearningRateFactor = 0.5f },
                new ParameterGroup([new("c", c)]) { WeightDecay = 0f },
            ],
            0.1f, epsilon: 0f, weightDecay: 1f));
        foreach (var parameter in new[] { a, b, c })
            Flow(parameter, [3f]);
        optimizer.Step();
        Assert.That(a.Value.ToScalar(), Is.EqualTo(0.9f - 0.1f).Within(1e-6f));
        Assert.That(b.Value.ToScalar(), Is.EqualTo(0.95f - 0.05f).Within(1e-6f));
        Assert.That(c.Value.ToScalar(), Is.EqualTo(0.9f).Within(1e-6f));
    }

    [Test]
    public void ParametersWithoutGradientAreLeftAlone()
    {
        var a = Parameter([1f]);
        var b = Parameter([1f]);
        var optimizer = Own(new AdamW([new ParameterGroup([new("a", a), new("b", b)])], 0.1f));
        Flow(a, [1f]);
        optimizer.Step();
        Assert.That(b.Value.ToScalar(), Is.EqualTo(1f));
        Assert.That(optimizer.GetState().Keys, Is.EquivalentTo(new[] { "a.exp_avg", "a.exp_avg_sq", "a.step" }));
        optimizer.ZeroGradients();
        a.RequiresGradient = false;
        var before = a.Value.ToScalar();
        Flow(b, [1f]);
        optimizer.Step();
        Assert.That(a.Value.ToScalar(), Is.EqualTo(before));
        Assert.That(b.Value.ToScalar(), Is.LessThan(1f));
    }

    [Test]
    public void TheStateResumesBitForBit()
    {
        float[][] gradients = [[1f, -2f, 0.3f], [0.1f, 0.2f, -0.7f], [2f, 2f, 2f], [-1f, 0f, 1f]];
        var whole = Parameter([1f, 2f, 3f]);
        using var first = new AdamW([new ParameterGroup([new("w", whole)])], 0.1f);
        foreach (var gradient in gradients)
            StepWith(first, whole, gradient);

        var part = Parameter([1f, 2f, 3f]);
        using var second = new AdamW([new ParameterGroup([new("w", part)])], 0.1f);
        StepWith(second, part, gradients[0]);
        StepWith(second, part, gradients[1]);
        var path = Path.GetTempFileName();
        try
        {
            SafetensorsWriter.Write(path, second.GetState());
            var resumed = Parameter(part.Value.ToArray<float>());
            using var third = new AdamW([new ParameterGroup([new("w", resumed)])], 0.1f);
            using (var file = SafetensorsFile.Open(path))
                third.LoadState(file.Entries.Keys.ToDictionary(name => name, name => file.Read(name, Backend)), second.StepCount);
            StepWith(third, resumed, gradients[2]);
            StepWith(third, resumed, gradients[3]);
            Assert.That(resumed.Value.ToArray<float>(), Is.EqualTo(whole.Value.ToArray<float>()));
            Assert.That(third.StepCount, Is.EqualTo(4));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void LoadingAnEmptyStateStartsAfresh()
    {
        var p = Parameter([1f]);
        var optimizer = Own(new AdamW([new ParameterGroup([new("p", p)])], 0.1f, weightDecay: 0f, epsilon: 0f));
        StepWith(optimizer, p, [5f]);
        optimizer.LoadState(new Dictionary<string, Tensor>(), 0);
        Initialize.Constant(p.Value, 1f);
        StepWith(optimizer, p, [-3f]);
        Assert.That(p.Value.ToScalar(), Is.EqualTo(1.1f).Within(1e-6f));
    }

    [Test]
    public void StatesThatDoNotFitAreRefused()
    {
        var p = Parameter([1f, 2f]);
        var optimizer = Own(new AdamW([new ParameterGroup([new("p", p)])]));
        StepWith(optimizer, p, [1f, 1f]);
        var state = optimizer.GetState();

        void Refused(string message, Action<Dictionary<string, Tensor>> change)
        {
            var changed = state.ToDictionary();
            change(changed);
            Assert.That(() => optimizer.LoadState(changed, 1), Throws.TypeOf<OptimizerException>().With.Message.Contains(message));
        }

        Refused("q.exp_avg", s => s.Add("q.exp_avg", state["p.exp_avg"]));
        Refused("p.exp_avg_sq", s => s.Remove("p.exp_avg_sq"));
        Refused("p.step", s => s.Remove("p.step"));
        Refused("[3]", s => s["p.exp_avg"] = Backend.Zeros(new Shape(3)));
        Refused("p.step", s => s["p.step"] = Backend.Zeros(default));
        Refused("p.step", s => s["p.step"] = Backend.FromArray([0], default(Shape)));
    }

    [Test]
    public void BadGroupsAndSettingsAreRefused()
    {
        var p = Parameter([1f]);
        ParameterGroup[] groups = [new ParameterGroup([new("p", p)])];
        Assert.That(() => new AdamW([]), Throws.TypeOf<OptimizerException>().With.Message.Contains("frozen"));
        Assert.That(() => new AdamW([groups[0], groups[0]]), Throws.TypeOf<OptimizerException>().With.Message.Contains("'p'"));
        Assert.That(() => new AdamW(groups, float.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW(groups, -1f), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW(groups, beta1: 1f), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW(groups, beta2: float.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW(groups, epsilon: -1f), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AdamW(groups, weightDecay: float.PositiveInfinity), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new AdamW([new ParameterGroup([new("p", p)]) { WeightDecay = -1f }]), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    private void StepWith(AdamW optimizer, Parameter parameter, float[] gradient)
    {
        optimizer.ZeroGradients();
        Flow(parameter, gradient);
        optimizer.Step();
    }
}
