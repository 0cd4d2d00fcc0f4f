using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>A model's gradients against differences of its loss: one random direction for each parameter.</summary>
internal static class ModelGradientCheck
{
    /// <summary>Checks every parameter.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">Its loss, a scalar; the same every time.</param>
    public static void Verify(Module model, Func<Tensor> loss)
    {
        model.ZeroGradients();
        using (var tape = new GradientTape())
            tape.Backward(loss());
        var random = new Random(5);
        foreach (var (name, parameter) in model.NamedParameters())
        {
            Assert.That(parameter.Gradient, Is.Not.Null, $"{name} has no gradient");
            var (direction, gradient) = (new float[parameter.Value.ElementCount], parameter.Gradient!.ToArray<float>());
            double slope = 0, length = 0, size = 0;
            for (var i = 0; i < direction.Length; i++)
            {
                // Along the gradient as much as across it, so that a slope is there to be seen.
                direction[i] = (random.NextSingle() * 2 - 1) + (gradient[i] > 0 ? 0.5f : -0.5f);
                slope += direction[i] * (double)gradient[i];
                length += direction[i] * (double)direction[i];
                size += gradient[i] * (double)gradient[i];
            }

            var step = (float)(0.02 / Math.Sqrt(length));
            var numeric = (Shifted(parameter, direction, step, loss) - Shifted(parameter, direction, -step, loss)) / (2 * step);
            var tolerance = 1e-2 * Math.Abs(slope) + 1e-4 * Math.Sqrt(length) + 2e-3 * Math.Sqrt(size);
            Assert.That(slope, Is.EqualTo(numeric).Within(tolerance), name);
        }
    }

    private static double Shifted(Parameter parameter, float[] direction, float step, Func<Tensor> loss)
    {
        using var scope = new TensorScope();
        var kept = parameter.Value.ToArray<float>();
        var values = parameter.Value.AsSpan<float>();
        for (var i = 0; i < values.Length; i++)
            values[i] += step * direction[i];
        var result = loss().ToScalar();
        kept.CopyTo(parameter.Value.AsSpan<float>());
        return result;
    }
}
