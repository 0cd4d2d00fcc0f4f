namespace Pipelines.Nn.Tests;

internal sealed class GradientClippingTests : NnTests
{
    [Test]
    public void ScaleBringsTheNormToTheMaximum()
    {
        var a = Parameter([0f, 0f]);
        var b = Parameter([0f]);
        var unused = Parameter([0f]);
        var optimizer = Own(new AdamW([new ParameterGroup([new("a", a), new("b", b), new("unused", unused)])]));
        Flow(a, [2f, -4f]);
        Flow(b, [4f]);
        var clipped = GradientClipping.ByGlobalNorm(optimizer, 1.5f);
        Assert.That(clipped.Norm, Is.EqualTo(6.0).Within(1e-9));
        Assert.That(clipped.Scale, Is.EqualTo(0.25f).Within(1e-6f));
        Assert.That(a.Gradient!.ToArray<float>(), Is.EqualTo(new[] { 2f, -4f }));
        Assert.That(GradientClipping.ByGlobalNorm(optimizer, 6.1f).Scale, Is.EqualTo(1f));
        Assert.That(GradientClipping.ByGlobalNorm(optimizer, float.PositiveInfinity).Scale, Is.EqualTo(1f));
    }

    [Test]
    public void NonFiniteGradientsShowInTheNorm()
    {
        var a = Parameter([0f, 0f]);
        var optimizer = Own(new AdamW([new ParameterGroup([new("a", a)])]));
        Flow(a, [float.NaN, 1f]);
        Assert.That(GradientClipping.ByGlobalNorm(optimizer, 1f).Norm, Is.NaN);
    }

    [Test]
    public void TheOptimizerAppliesTheScale()
    {
        var a = Parameter([0f]);
        var b = Parameter([0f]);
        using var clipped = new AdamW([new ParameterGroup([new("a", a)])], epsilon: 1f);
        using var scaled = new AdamW([new ParameterGroup([new("b", b)])], epsilon: 1f);
        Flow(a, [8f]);
        Flow(b, [2f]);
        clipped.Step(0.25f);
        scaled.Step();
        Assert.That(a.Value.ToScalar(), Is.EqualTo(b.Value.ToScalar()).And.Not.Zero);
    }

    [TestCase(0f)]
    [TestCase(-1f)]
    [TestCase(float.NaN)]
    public void TheMaximumIsPositive(float maximum)
    {
        var optimizer = Own(new AdamW([new ParameterGroup([new("a", Parameter([0f]))])]));
        Assert.That(() => GradientClipping.ByGlobalNorm(optimizer, maximum), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
