namespace Pipelines.Tensors.Tests;

/// <content>Weights in bfloat16 give what the same numbers in Float32 give.</content>
internal abstract partial class TensorBackendConformanceTests
{
    // The last are more than is widened at a time.
    private static readonly (int Rows, int Columns, int Depth)[] StoredSizes = [(1, 5, 3), (7, 64, 33), (40, 130, 65), (3, 1100, 1000), (33, 2100, 1030)];

    [Test]
    public void Linear_TakesWeightsInBFloat16([Values] bool accumulate)
    {
        foreach (var (rows, columns, depth) in StoredSizes)
        {
            using var scope = new TensorScope();
            var (stored, wide) = StoredWeight(columns, depth);
            var (input, bias, residual) = (Values(1, rows, depth), Values(2, columns), Values(3, rows, columns));
            var (expected, actual) = (Values(4, rows, columns), Values(4, rows, columns));
            var (keptExpected, keptActual) = (Values(4, rows, columns), Values(4, rows, columns));
            _backend.Linear(input, wide, bias, Activation.GeluTanh, keptExpected, residual, expected);
            _backend.Linear(input, stored, bias, Activation.GeluTanh, keptActual, residual, actual);
            AssertNear(actual, expected, $"forward {rows} × {columns} × {depth}");
            AssertNear(keptActual, keptExpected, $"before the activation {rows} × {columns} × {depth}");

            var gradient = Values(5, rows, columns);
            var (inputExpected, inputActual) = (Values(6, rows, depth), Values(6, rows, depth));
            var (weightExpected, weightActual) = (Values(7, columns, depth), Values(7, columns, depth));
            _backend.LinearBackward(gradient, input, wide, Activation.None, null, inputExpected, accumulate, weightExpected, accumulate, null);
            _backend.LinearBackward(gradient, input, stored, Activation.None, null, inputActual, accumulate, weightActual, accumulate, null);
            AssertNear(inputActual, inputExpected, $"input gradient {rows} × {columns} × {depth}");
            AssertNear(weightActual, weightExpected, $"weight gradient {rows} × {columns} × {depth}");
        }
    }

    [Test]
    public void LinearCrossEntropy_TakesWeightsInBFloat16()
    {
        foreach (var (rows, vocabulary, depth) in StoredSizes)
        {
            using var scope = new TensorScope();
            var (stored, wide) = StoredWeight(vocabulary, depth);
            var input = Values(1, rows, depth);
            var labels = _backend.FromArray([.. Enumerable.Range(0, rows).Select(i => i == 2 ? -100 : i * 7 % vocabulary)], new Shape(rows));
            var results = new Tensor[2][];
            foreach (var (weight, side) in new[] { (wide, 0), (stored, 1) })
            {
                results[side] = [Values(2, rows), Values(3, rows, depth), Values(4, vocabulary, depth)];
                _backend.LinearCrossEntropy(input, weight, labels, -100, results[side][0], 0.5f, results[side][1], results[side][2]);
            }

            for (var i = 0; i < 3; i++)
                AssertNear(results[1][i], results[0][i], $"result {i} of {rows} × {vocabulary} × {depth}");
        }
    }

    [Test]
    public void Embedding_TakesTablesInBFloat16([Values] bool accumulate)
    {
        foreach (var width in AwkwardSizes)
        {
            using var scope = new TensorScope();
            var (stored, wide) = StoredWeight(11, width);
            var ids = _backend.FromArray([3, 10, 0, 3, 5], new Shape(5));
            var (expected, actual) = (Values(1, 5, width), Values(1, 5, width));
            _backend.Embedding(ids, wide, expected, accumulate);
            _backend.Embedding(ids, stored, actual, accumulate);
            Assert.That(actual.ToArray<float>(), Is.EqualTo(expected.ToArray<float>()), $"width {width}");
        }
    }

    private static void AssertNear(Tensor actual, Tensor expected, string context)
    {
        var (a, e) = (actual.ToArray<float>(), expected.ToArray<float>());
        var scale = e.Max(Math.Abs);
        for (var i = 0; i < e.Length; i++)
        {
            if (!(Math.Abs(a[i] - e[i]) <= 1e-5 * scale))
                Assert.Fail($"{context}: element {i} is {a[i]:R}; {e[i]:R} was expected.");
        }
    }

    private (Tensor Stored, Tensor Wide) StoredWeight(int rows, int depth)
    {
        var stored = Values(9, rows, depth).To(ElementType.BFloat16);
        return (stored, stored.To(ElementType.Float32));
    }

    private Tensor Values(int seed, params ReadOnlySpan<int> extents) => Data.Tensor(_backend, new Shape(extents), seed, requiresGradient: false);
}
