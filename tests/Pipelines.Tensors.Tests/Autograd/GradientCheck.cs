namespace Pipelines.Tensors.Tests;

/// <summary>Compares gradients with central differences of fourth order.</summary>
internal static class GradientCheck
{
    private const float Step = 1f / 32f;

    /// <summary>
    /// Checks the gradients of every input that requires one and that the others get none; as leaves, with gradients accumulated over two
    /// passes, and as results of other operations with a second reader.
    /// </summary>
    public static void Verify(Func<Tensor[], Tensor> function, params Tensor[] inputs) => Verify(function, 2e-3, inputs);

    /// <inheritdoc cref="Verify(Func{Tensor[], Tensor}, Tensor[])"/>
    public static void Verify(Func<Tensor[], Tensor> function, double tolerance, params Tensor[] inputs)
    {
        float[] weights;
        using (new TensorScope())
            weights = Data.Floats((int)function(inputs).ElementCount, seed: 991);
        var numeric = inputs.Select(input => input.RequiresGradient ? Numeric(function, inputs, input, weights) : null).ToArray();

        Backward(function, inputs, weights);
        Compare(numeric, inputs, 1.0, tolerance, "leaf");
        Backward(function, inputs, weights);
        Compare(numeric, inputs, 2.0, tolerance, "accumulated leaf");
        foreach (var input in inputs)
            input.ZeroGradient();

        var extra = inputs.Select((input, i) => input.RequiresGradient ? Data.Floats((int)input.ElementCount, 77 + i) : null).ToArray();
        BackwardThroughOthers(function, inputs, weights, extra);
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var j = 0; numeric[i] is { } gradient && j < gradient.Length; j++)
                gradient[j] += extra[Array.IndexOf(inputs, inputs[i])]![j];
        }

        Compare(numeric, inputs, 1.0, tolerance, "intermediate with a second reader");
        foreach (var input in inputs)
            input.ZeroGradient();
    }

    private static void Backward(Func<Tensor[], Tensor> function, Tensor[] inputs, float[] weights)
    {
        using var tape = new GradientTape();
        var result = function(inputs);
        tape.Backward(result, result.Backend.FromArray(weights, result.Shape));
        Assert.That(tape.Count, Is.Zero);
    }

    private static void BackwardThroughOthers(Func<Tensor[], Tensor> function, Tensor[] inputs, float[] weights, float[]?[] extra)
    {
        using var tape = new GradientTape();
        var copies = new Dictionary<Tensor, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var input in inputs)
            copies[input] = input.RequiresGradient ? Functional.Scale(input, 1f) : input;
        var through = inputs.Select(input => copies[input]).ToArray();
        var readers = inputs.Distinct().Where(input => input.RequiresGradient).ToArray();
        var result = function(through);
        var total = Functional.Sum(Functional.Multiply(result, result.Backend.FromArray(weights, result.Shape)));
        foreach (var input in readers)
        {
            var factors = input.Backend.FromArray(extra[Array.IndexOf(inputs, input)], input.Shape);
            total = Functional.Add(total, Functional.Sum(Functional.Multiply(copies[input], factors)));
        }

        tape.Backward(total);
    }

    private static double[] Numeric(Func<Tensor[], Tensor> function, Tensor[] inputs, Tensor input, float[] weights)
    {
        var gradient = new double[input.ElementCount];
        for (var i = 0; i < gradient.Length; i++)
        {
            var value = input.AsSpan<float>()[i];
            double At(int steps)
            {
                input.AsSpan<float>()[i] = value + steps * Step;
                return Weighted(function, inputs, weights);
            }

            gradient[i] = (8.0 * (At(1) - At(-1)) - (At(2) - At(-2))) / (12.0 * Step);
            input.AsSpan<float>()[i] = value;
        }

        return gradient;
    }

    private static double Weighted(Func<Tensor[], Tensor> function, Tensor[] inputs, float[] weights)
    {
        using var scope = new TensorScope();
        var result = function(inputs).AsSpan<float>();
        var sum = 0.0;
        for (var i = 0; i < result.Length; i++)
            sum += (double)weights[i] * result[i];
        return sum;
    }

    private static void Compare(double[]?[] numeric, Tensor[] inputs, double factor, double tolerance, string role)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (numeric[i] is not { } expected)
            {
                Assert.That(inputs[i].Gradient, Is.Null, $"input {i} is frozen");
                continue;
            }

            var gradient = inputs[i].Gradient;
            Assert.That(gradient, Is.Not.Null, $"input {i} as {role} has no gradient");
            var actual = gradient.ToArray<float>();
            var scale = Math.Max(1.0, expected.Max(Math.Abs));
            for (var j = 0; j < actual.Length; j++)
            {
                Assert.That(
                    actual[j], Is.EqualTo(factor * expected[j]).Within(factor * tolerance * scale), $"input {i} element {j} as {role}");
            }
        }
    }
}
