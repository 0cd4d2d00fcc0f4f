namespace Pipelines.Tensors.Tests;

/// <summary>Every differentiable operation against numeric gradients, at sizes that no vector width divides.</summary>
internal sealed class GradientTests : EngineTests
{
    private static readonly Activation[] Activations = Enum.GetValues<Activation>();

    // The kink of ReLU has no numeric gradient; Activate covers it, away from there.
    private static readonly Activation[] SmoothActivations = [.. Activations.Where(a => a != Activation.Relu)];

    [Test]
    public void Add() => GradientCheck.Verify(t => Functional.Add(t[0], t[1]), Floats(1, 3, 5), Floats(2, 3, 5));

    [Test]
    public void AddRepeatsTheRight() => GradientCheck.Verify(t => Functional.Add(t[0], t[1]), Floats(1, 2, 3, 5), Floats(2, 5));

    [Test]
    public void AddOfOneTensor()
    {
        var x = Floats(1, 7);
        GradientCheck.Verify(t => Functional.Add(t[0], t[0]), x);
    }

    [Test]
    public void Multiply() => GradientCheck.Verify(t => Functional.Multiply(t[0], t[1]), Floats(1, 3, 5), Floats(2, 3, 5));

    [Test]
    public void MultiplyRepeatsTheRight() => GradientCheck.Verify(
        t => Functional.Multiply(t[0], t[1]), Floats(1, 2, 3, 5), Floats(2, 3, 5));

    [Test]
    public void MultiplyByAScalar() => GradientCheck.Verify(t => Functional.Multiply(t[0], t[1]), Floats(1, 2, 3), Floats(2));

    [Test]
    public void MultiplyOfOneTensor() => GradientCheck.Verify(t => Functional.Multiply(t[0], t[0]), Floats(1, 3, 3));

    [Test]
    public void Scale() => GradientCheck.Verify(t => Functional.Scale(t[0], -2.5f), Floats(1, 11));

    [Test]
    public void Sum() => GradientCheck.Verify(t => Functional.Sum(t[0]), Floats(1, 4, 3));

    [Test]
    public void Mean() => GradientCheck.Verify(t => Functional.Mean(t[0]), Floats(1, 4, 3));

    [TestCaseSource(nameof(Activations))]
    public void Activate(Activation activation) =>
        GradientCheck.Verify(t => Functional.Activate(t[0], activation), Away(Floats(3, 37)));

    [TestCaseSource(nameof(Activations))]
    public void Gate(Activation activation) => GradientCheck.Verify(t => Functional.Gate(t[0], activation), Away(Floats(5, 3, 14)));

    [TestCaseSource(nameof(SmoothActivations))]
    public void Linear(Activation activation) => GradientCheck.Verify(
        t => Functional.Linear(t[0], t[1], t[2], activation, t[3]),
        Floats(1, 2, 3, 5), Floats(2, 7, 5), Floats(3, 7), Floats(4, 2, 3, 7));

    [Test]
    public void LinearAlone() => GradientCheck.Verify(t => Functional.Linear(t[0], t[1]), Floats(1, 5), Floats(2, 3, 5));

    [Test]
    public void LinearWithItsInputAsResidual() =>
        GradientCheck.Verify(t => Functional.Linear(t[0], t[1], residual: t[0]), Floats(1, 4, 5), Floats(2, 5, 5));

    [Test]
    public void LinearWithItsInputAsResidualAndAnActivation() => GradientCheck.Verify(
        t => Functional.Linear(t[0], t[1], null, Activation.Silu, t[0]), Floats(1, 4, 5), Floats(2, 5, 5));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void LinearTrainsOnlyOneInput(int trained)
    {
        Tensor[] inputs = [Frozen(1, 4, 5), Frozen(2, 3, 5), Frozen(3, 3), Frozen(4, 4, 3)];
        inputs[trained].RequiresGradient = true;
        GradientCheck.Verify(t => Functional.Linear(t[0], t[1], t[2], Activation.GeluTanh, t[3]), inputs);
    }

    [Test]
    public void LayerNorm() =>
        GradientCheck.Verify(t => Functional.LayerNorm(t[0], t[1], t[2]), 5e-3, Spread(Floats(1, 2, 3, 7)), Floats(2, 7), Floats(3, 7));

    [Test]
    public void LayerNormWithoutGainAndBias() => GradientCheck.Verify(
        t => Functional.LayerNorm(t[0], null, null), 5e-3, Spread(Floats(1, 3, 9)));

    [Test]
    public void LayerNormWithFrozenInput() => GradientCheck.Verify(
        t => Functional.LayerNorm(t[0], t[1], t[2]), Frozen(1, 3, 9), Floats(2, 9), Floats(3, 9));

    [Test]
    public void LayerNormWithFrozenGain() =>
        GradientCheck.Verify(t => Functional.LayerNorm(t[0], t[1], t[2]), 5e-3, Spread(Floats(1, 3, 9)), Frozen(2, 9), Frozen(3, 9));

    [Test]
    public void RmsNorm() => GradientCheck.Verify(t => Functional.RmsNorm(t[0], t[1]), 5e-3, Spread(Floats(1, 2, 3, 7)), Floats(2, 7));

    [Test]
    public void RmsNormWithoutGain() => GradientCheck.Verify(t => Functional.RmsNorm(t[0], null), 5e-3, Spread(Floats(1, 3, 9)));

    [Test]
    public void MatMul([Values] bool transposeLeft, [Values] bool transposeRight) => GradientCheck.Verify(
        t => Functional.MatMul(t[0], t[1], transposeLeft, transposeRight, 0.7f),
        transposeLeft ? Floats(1, 2, 5, 3) : Floats(1, 2, 3, 5),
        transposeRight ? Floats(2, 2, 4, 5) : Floats(2, 2, 5, 4));

    [Test]
    public void MatMulOfOneTensor() => GradientCheck.Verify(t => Functional.MatMul(t[0], t[0]), Floats(1, 5, 5));

    [Test]
    public void Softmax() => GradientCheck.Verify(t => Functional.Softmax(t[0]), Floats(1, 3, 7));

    [Test]
    public void Permute() => GradientCheck.Verify(t => Functional.Permute(t[0], 2, 0, 1), Floats(1, 2, 3, 5));

    [Test]
    public void Reshape() => GradientCheck.Verify(t => t[0].Reshape(5, 6), Floats(1, 2, 3, 5));

    [TestCase(0, 1, 2)]
    [TestCase(1, 0, 2)]
    [TestCase(-1, 3, 1)]
    [TestCase(2, 0, 5)]
    public void Slice(int dimension, int start, int length) =>
        GradientCheck.Verify(t => Functional.Slice(t[0], dimension, start, length), Floats(1, 3, 4, 5));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(-1)]
    public void Concat(int dimension)
    {
        var first = Floats(1, 2, 3, 4);
        var second = Data.Tensor(Backend, new Shape(2, 3, 4).With(dimension, 5), 2);
        var third = Data.Tensor(Backend, new Shape(2, 3, 4).With(dimension, 1), 3, requiresGradient: false);
        GradientCheck.Verify(t => Functional.Concat(dimension, t[0], t[1], t[2], t[0]), first, second, third);
    }

    [Test]
    public void Dropout() => GradientCheck.Verify(t => Functional.Dropout(t[0], 0.4f, 12345), Floats(1, 5, 7));

    [Test]
    public void Embedding() => GradientCheck.Verify(t => Functional.Embedding(t[1], t[0]), Floats(1, 6, 5), Ids([3, 0, 3, 5, 1, 3], 2, 3));

    [Test]
    public void EmbeddingAddsTo() => GradientCheck.Verify(
        t => Functional.Embedding(t[3], t[1], Functional.Embedding(t[2], t[0])),
        Floats(1, 6, 5), Floats(2, 3, 5), Ids([3, 0, 3, 5, 1, 3], 2, 3), Ids([0, 1, 2, 0, 1, 2], 2, 3));

    [Test]
    public void EmbeddingAddsToAnotherResult() => GradientCheck.Verify(
        t => Functional.Embedding(t[2], t[0], Functional.Scale(t[1], 2f)), Floats(1, 4, 5), Floats(2, 3, 5), Ids([3, 0, 3]));

    [Test]
    public void Rotary([Values] bool overwrite)
    {
        var (cosine, sine) = Tables(5, 3);
        var positions = Ids([0, 1, 2, 4, 3, 0]);
        GradientCheck.Verify(
            t => Functional.Rotary(Functional.Scale(t[0], 2f), cosine, sine, positions, 2, 6, 4, overwrite), Floats(1, 2, 3, 19));
    }

    [Test]
    public void RotaryOverwritesAProjection()
    {
        var (cosine, sine) = Tables(5, 2);
        var positions = Ids([0, 1, 2]);
        GradientCheck.Verify(
            t => Functional.Rotary(Functional.Linear(t[0], t[1]), cosine, sine, positions, 2, 4, overwrite: true),
            Floats(1, 3, 5), Floats(2, 11, 5));
    }

    [Test]
    public void RotaryCopiesWhatOthersRead()
    {
        var (cosine, sine) = Tables(5, 2);
        var positions = Ids([0, 1, 2]);
        GradientCheck.Verify(
            t =>
            {
                var softmax = Functional.Softmax(t[0]);
                var squared = Functional.Multiply(softmax, softmax);
                return Functional.Add(squared, Functional.Rotary(softmax, cosine, sine, positions, 1, 4, overwrite: true));
            },
            Floats(1, 3, 5));
    }

    private static Tensor Away(Tensor tensor)
    {
        // ReLU's kink lies outside the differences' reach.
        foreach (ref var value in tensor.AsSpan<float>())
            value += value < 0f ? -0.1f : 0.1f;
        return tensor;
    }

    private static Tensor Spread(Tensor tensor)
    {
        foreach (ref var value in tensor.AsSpan<float>())
            value *= 3f;
        return tensor;
    }

    private (Tensor Cosine, Tensor Sine) Tables(int positions, int half)
    {
        var cosine = Backend.Empty(new Shape(positions, half));
        var sine = Backend.Empty(new Shape(positions, half));
        for (var i = 0; i < positions * half; i++)
        {
            cosine.AsSpan<float>()[i] = MathF.Cos(0.37f * i);
            sine.AsSpan<float>()[i] = MathF.Sin(0.37f * i);
        }

        return (cosine, sine);
    }
}
