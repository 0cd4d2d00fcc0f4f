namespace Pipelines.Tensors.Tests;

/// <summary>Random graphs, in which tensors are read several times and in any order, against numeric gradients.</summary>
internal sealed class RandomGraphTests : EngineTests
{
    private const int Rows = 3;
    private const int Columns = 4;

    [Test]
    public void Gradients([Range(1, 40)] int seed)
    {
        Tensor[] inputs =
        [
            Floats(seed, Rows, Columns), Floats(seed + 100, Rows, Columns), Floats(seed + 200, Columns, Columns),
            Frozen(seed + 300, Rows, Columns),
        ];
        GradientCheck.Verify(t => Graph(t, seed), 5e-3, inputs);
    }

    private static Tensor Graph(Tensor[] inputs, int seed)
    {
        var random = new Random(seed);
        var weight = inputs[2];
        List<Tensor> known = [inputs[0], inputs[1], inputs[3]];
        Tensor Any() => known[random.Next(known.Count)];
        for (var i = 0; i < 7; i++)
        {
            known.Add(random.Next(10) switch
            {
                0 => Functional.Add(Any(), Any()),
                1 => Functional.Multiply(Any(), Any()),
                2 => Functional.Scale(Any(), 0.7f),
                3 => Functional.Activate(Any(), Activation.Tanh),
                4 => Functional.Softmax(Any()),
                5 => Functional.Linear(Any(), weight, residual: Any()),
                6 => Functional.Linear(Any(), weight, null, Activation.Silu, Any()),
                7 => Functional.Permute(Any().Reshape(Columns, Rows), 1, 0),
                8 => Functional.Concat(0, Functional.Slice(Any(), 0, 1, 2), Functional.Slice(Any(), 0, 0, 1)),
                _ => Functional.RmsNorm(Any(), null, epsilon: 0.5f),
            });
        }

        // Every trained input counts, so that none is without a gradient.
        var sum = Functional.Add(Functional.Linear(inputs[0], weight), inputs[1]);
        return Functional.Add(sum, known[^1]);
    }
}
