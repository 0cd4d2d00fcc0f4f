using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Losses and gradients against formulas.</summary>
internal sealed class TextLossTests : EncoderTests
{
    private static readonly float[] Logits = [0.5f, -1, 2, 0, 0.25f, -0.75f];

    [Test]
    public void CrossEntropy_IsTheWeightedMean()
    {
        var losses = new double[2];
        var value = TextLoss.CrossEntropy(Backend.FromArray(Logits, new Shape(2, 3)), [2, 0], [0.5, 1, 2], 2, losses).ToScalar();
        var first = Math.Log(Math.Exp(0.5) + Math.Exp(-1) + Math.Exp(2)) - 2;
        var second = Math.Log(1 + Math.Exp(0.25) + Math.Exp(-0.75));
        Assert.That(losses, Is.EqualTo(new[] { 2 * first, 0.5 * second }).Within(1e-6));
        Assert.That(value, Is.EqualTo((2 * first + 0.5 * second) / 2).Within(1e-6));
    }

    [Test]
    public void RowsWithoutTarget_CountNothing()
    {
        var losses = new double[2];
        var logits = Backend.FromArray(Logits, new Shape(2, 3));
        var value = TextLoss.CrossEntropy(logits, [TokenLabels.IgnoreIndex, 0], [], 1, losses).ToScalar();
        Assert.That(losses[0], Is.Zero);
        Assert.That(value, Is.EqualTo(losses[1]).Within(1e-6));
        var squares = TextLoss.SquaredError(Backend.FromArray([1f, 4f], new Shape(2, 1)), [float.NaN, 1.5f], 1, losses).ToScalar();
        Assert.That((losses[0], losses[1], squares), Is.EqualTo((0.0, 6.25, 6.25f)));
    }

    [Test]
    public void Gradients_AreThoseOfTheLosses()
    {
        using var model = new Linear(3, 2, Backend);
        var input = Backend.FromArray(Logits, new Shape(2, 3));
        ModelGradientCheck.Verify(model.Module, () => TextLoss.CrossEntropy(model.Forward(input), [1, 0], [2, 0.5], 3, new double[2]));
        using var single = new Linear(3, 1, Backend);
        ModelGradientCheck.Verify(single.Module, () => TextLoss.SquaredError(single.Forward(input), [0.5f, -2], 3, new double[2]));
    }

    /// <summary>A projection with weights that are not zero.</summary>
    private sealed class Linear : IDisposable
    {
        private readonly Nn.Linear _linear;

        public Linear(int inputs, int outputs, CpuBackend backend)
        {
            _linear = new Nn.Linear(backend, inputs, outputs);
            var weights = _linear.Parameters().First(p => p.Shape.Rank == 2).Value.AsSpan<float>();
            for (var i = 0; i < weights.Length; i++)
                weights[i] = (i + 1) % 4 * 0.3f - 0.4f;
        }

        public Nn.Module Module => _linear;

        public Tensor Forward(Tensor input) => _linear.Forward(input);

        public void Dispose() => _linear.Dispose();
    }
}
