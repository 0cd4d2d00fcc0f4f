using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

public class OrthogonalityTests
{
    [Test]
    public void ThePenaltyAndItsGradientAreTheDefinitions([Values] bool ofColumns)
    {
        using var backend = new CpuBackend(1);
        var shape = ofColumns ? new Shape(6, 3) : new Shape(3, 6);
        using var parameter = new Parameter(backend.Zeros(shape));
        Initialize.Normal(parameter.Value, 0f, 0.5f, new RandomGenerator(5));
        float value;
        using (var tape = new GradientTape())
        {
            // Twice the penalty, so that what flows back is not 1.
            var penalty = Functional.Scale(OrthogonalityPenalty.Of(parameter.Value, ofColumns), 2f);
            value = penalty.ToScalar();
            tape.Backward(penalty);
        }

        var weights = parameter.Value.ToArray<float>().Select(w => (double)w).ToArray();
        Assert.That(value, Is.EqualTo(2 * Penalty(weights, ofColumns)).Within(1e-5));
        var gradient = parameter.Gradient!.ToArray<float>();
        for (var i = 0; i < weights.Length; i++)
        {
            var (up, down) = (weights.ToArray(), weights.ToArray());
            up[i] += 1e-5;
            down[i] -= 1e-5;
            var expected = 2 * (Penalty(up, ofColumns) - Penalty(down, ofColumns)) / 2e-5;
            Assert.That(gradient[i], Is.EqualTo(expected).Within(1e-4), $"[{i}]");
        }
    }

    [Test]
    public void OrthonormalRowsCostNothing()
    {
        using var backend = new CpuBackend(1);
        using var parameter = new Parameter(backend.FromArray([1f, 0f, 0f, 0f, 1f, 0f], new Shape(2, 3)));
        using var tape = new GradientTape();
        var penalty = OrthogonalityPenalty.Of(parameter.Value, ofColumns: false);
        tape.Backward(penalty);
        Assert.That(penalty.ToScalar(), Is.Zero);
        Assert.That(parameter.Gradient!.ToArray<float>(), Is.All.Zero);
    }

    // The slow twin, in double.
    private static double Penalty(double[] matrix, bool ofColumns)
    {
        var (lines, size) = (3, 6);
        double At(int line, int element) => ofColumns ? matrix[element * lines + line] : matrix[line * size + element];
        var squares = 0.0;
        for (var i = 0; i < lines; i++)
        {
            for (var j = 0; j < lines; j++)
            {
                var product = i == j ? -1.0 : 0.0;
                for (var k = 0; k < size; k++)
                    product += At(i, k) * At(j, k);
                squares += product * product;
            }
        }

        return Math.Sqrt(squares);
    }
}
