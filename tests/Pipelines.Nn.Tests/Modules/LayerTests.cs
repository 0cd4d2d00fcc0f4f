using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

internal sealed class LayerTests : NnTests
{
    [Test]
    public void LinearComputesRows()
    {
        using var linear = new Linear(Backend, 2, 3);
        new float[] { 1, 2, 3, 4, 5, 6 }.CopyTo(linear.Weight.Value.AsSpan<float>());
        new float[] { 0.5f, 0, -20 }.CopyTo(linear.Bias!.Value.AsSpan<float>());
        var x = Backend.FromArray(new float[] { 1, 1, 2, 0 }, new Shape(2, 2));
        Assert.That(linear.Forward(x).ToArray<float>(), Is.EqualTo(new[] { 3.5f, 7, -9, 2.5f, 6, -10 }));
        Assert.That(linear.Forward(x, Activation.Relu).ToArray<float>(), Is.EqualTo(new[] { 3.5f, 7, 0, 2.5f, 6, 0 }));
        Assert.That((linear.InputSize, linear.OutputSize), Is.EqualTo((2, 3)));
    }

    [Test]
    public void LinearIsInitialisedAsPyTorchDoes()
    {
        using var linear = new Linear(Backend, 100, 50, random: new RandomGenerator(1));
        Assert.That(linear.Weight.Value.ToArray<float>().Max(MathF.Abs), Is.InRange(0.099f, 0.1f));
        Assert.That(linear.Bias!.Value.ToArray<float>().Max(MathF.Abs), Is.InRange(0.09f, 0.1f));
    }

    [Test]
    public void EmbeddingLooksUpAndAdds()
    {
        using var table = new Embedding(Backend, 3, 2);
        new float[] { 0, 1, 2, 3, 4, 5 }.CopyTo(table.Weight.Value.AsSpan<float>());
        var ids = Backend.FromArray([2, 0], new Shape(2));
        var ones = Backend.Full(new Shape(2, 2), 1f);
        Assert.That(table.Forward(ids).ToArray<float>(), Is.EqualTo(new float[] { 4, 5, 0, 1 }));
        Assert.That(table.Forward(ids, ones).ToArray<float>(), Is.EqualTo(new float[] { 5, 6, 1, 2 }));
    }

    [Test]
    public void NormsNormalise()
    {
        var x = Backend.FromArray(new float[] { 1, 2, 3, 6 }, new Shape(1, 4));
        using var layerNorm = new LayerNorm(Backend, 4, epsilon: 0f);
        using var rmsNorm = new RmsNorm(Backend, 4, epsilon: 0f);
        Assert.That(
            layerNorm.Forward(x).ToArray<float>(), Is.EqualTo(new[] { -2f, -1, 0, 3 }.Select(v => v / MathF.Sqrt(3.5f))).Within(1e-6f));
        Assert.That(
            rmsNorm.Forward(x).ToArray<float>(), Is.EqualTo(new[] { 1f, 2, 3, 6 }.Select(v => v / MathF.Sqrt(12.5f))).Within(1e-6f));
        using var noBias = new LayerNorm(Backend, 4, bias: false);
        Assert.That(noBias.NamedParameters().Select(named => named.Name), Is.EqualTo(new[] { "weight" }));
    }

    [Test]
    public void DropoutActsInTrainingOnly()
    {
        using var dropout = new Dropout(0.25f, new RandomGenerator(1));
        var x = Backend.Full(new Shape(10_000), 1f);
        Assert.That(dropout.Forward(x), Is.SameAs(x));
        dropout.ToTraining();
        var first = dropout.Forward(x).ToArray<float>();
        var second = dropout.Forward(x).ToArray<float>();
        Assert.That(first.Count(v => v == 0f), Is.InRange(2300, 2700));
        Assert.That(first.Where(v => v != 0f), Is.All.EqualTo(1f / 0.75f).Within(1e-6f));
        Assert.That(second, Is.Not.EqualTo(first));
        Assert.That(() => new Dropout(1f, new RandomGenerator(1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Dropout(float.NaN, new RandomGenerator(1)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void RotaryRotatesHalves()
    {
        using var rotary = new RotaryEmbedding(Backend, 4, 8, theta: 100f);
        var x = Backend.FromArray(new float[] { 1, 0, 0, 1 }, new Shape(1, 4));
        var positions = Backend.FromArray([3], new Shape(1));
        float[] expected = [MathF.Cos(3f), -MathF.Sin(0.3f), MathF.Sin(3f), MathF.Cos(0.3f)];
        Assert.That(rotary.Forward(x, positions, 1).ToArray<float>(), Is.EqualTo(expected).Within(1e-6f));
        Assert.That(rotary.NamedParameters(), Is.Empty);
    }

    [Test]
    public void RotaryArgumentsAreChecked()
    {
        Assert.That(() => new RotaryEmbedding(Backend, 3, 8), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RotaryEmbedding(Backend, 4, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new RotaryEmbedding(Backend, 4, 8, theta: float.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void WrongShapesNameTheOperation()
    {
        using var linear = new Linear(Backend, 2, 3);
        Assert.That(
            () => linear.Forward(Backend.Zeros(new Shape(4, 5))),
            Throws.TypeOf<TensorException>().With.Message.Contains("Linear").And.Message.Contains("[3, 2]").And.Message.Contains("[4, 5]"));
        using var weight = new Parameter(Backend.Zeros(new Shape(3)));
        Assert.That(() => new Linear(weight, null), Throws.TypeOf<ModuleException>());
        Assert.That(() => new Embedding(weight), Throws.TypeOf<ModuleException>());
    }
}
