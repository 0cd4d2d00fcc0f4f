namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    [Test]
    public void Rotary_MatchesReference([Values] bool inverse)
    {
        foreach (var half in (int[])[1, 2, 3, 8, 15, 16, 17, 32, 40, 64])
        {
            foreach (var (rows, heads, offset) in ((int, int, int)[])[(1, 1, 0), (5, 3, 7), (200, 4, 2 * half)])
            {
                using var twins = NewTwins($"half {half}, rows {rows}, heads {heads}, offset {offset}");
                const int positionCount = 50;
                var values = twins.Floats("rows", rows, offset + heads * 2 * half + 3);
                var (cosine, sine) = (twins.Floats("cosine", positionCount, half), twins.Floats("sine", positionCount, half));
                var positions = twins.Integers("positions", positionCount, rows);
                twins.Run(side => side.Backend.Rotary(
                    side[values], offset, heads, 2 * half, side[cosine], side[sine], side[positions], inverse));
                twins.AssertEqual(2e-6, 1e-6, values);
            }
        }
    }

    [Test]
    public void Embedding_MatchesReference([Values] bool accumulate)
    {
        foreach (var width in AwkwardSizes)
        {
            foreach (var rows in (int[])[1, 7, 300])
            {
                using var twins = NewTwins($"{rows} rows of {width}");
                var (ids, table, gradient) =
                    (twins.Integers("ids", 11, rows), twins.Floats("table", 11, width), twins.Floats("gradient", rows, width));
                var result = accumulate ? twins.Floats("result", rows, width) : twins.Output("result", rows, width);
                var tableGradient = twins.Floats("tableGradient", 11, width);
                twins.Run(side =>
                {
                    side.Backend.Embedding(side[ids], side[table], side[result], accumulate);
                    side.Backend.EmbeddingBackward(side[ids], side[gradient], side[tableGradient]);
                });
                twins.AssertEqual(0, 0, result, tableGradient);
            }
        }
    }

    [TestCase(-1)]
    [TestCase(11)]
    [TestCase(int.MaxValue)]
    public void Ids_OutsideTheTableAreRefused(int id)
    {
        using var twins = NewTwins("ids");
        var ids = twins.Integers("ids", 11, 20).With(i => i == 13 ? id : 3);
        var (table, result) = (twins.Floats("table", 11, 8), twins.Floats("result", 20, 8));
        var (input, losses) = (twins.Floats("input", 20, 8), twins.Output("losses", 20));
        var (rows, angles) = (twins.Floats("rows", 20, 8), twins.Floats("angles", 11, 4));
        Assert.Multiple(() =>
        {
            Assert.That(
                () => _backend.Embedding(ids.Tested, table.Tested, result.Tested, false),
                Throws.ArgumentException.With.Message.Contains("13"));
            Assert.That(() => _backend.EmbeddingBackward(ids.Tested, result.Tested, table.Tested), Throws.ArgumentException);
            Assert.That(
                () => _backend.LinearCrossEntropy(input.Tested, table.Tested, ids.Tested, -100, losses.Tested, 1, null, null),
                Throws.ArgumentException);
            Assert.That(
                () => _backend.Rotary(rows.Tested, 0, 1, 8, angles.Tested, angles.Tested, ids.Tested, false), Throws.ArgumentException);
        });
    }

    [Test]
    public void Permute_MatchesReference()
    {
        int[][] orders =
        [
            [0], [0, 1], [1, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2],
            [0, 2, 1, 3], [3, 2, 1, 0], [1, 3, 0, 2], [4, 0, 3, 1, 2], [0, 1, 3, 2, 4],
        ];
        int[] extents = [5, 3, 17, 2, 9];
        foreach (var axes in orders)
        {
            using var twins = NewTwins(string.Join(",", axes));
            var shape = extents[..axes.Length];
            var (source, result) = (twins.Floats("source", shape), twins.Output("result", axes.Select(axis => shape[axis]).ToArray()));
            twins.Run(side => side.Backend.Permute(side[source], axes, side[result]));
            twins.AssertEqual(0, 0, result);
        }
    }

    [Test]
    public void Permute_MovesElementsOfEverySize()
    {
        foreach (var type in (ElementType[])[ElementType.UInt8, ElementType.BFloat16, ElementType.Int32, ElementType.Float64])
        {
            var size = type.ByteSize();
            using var source = new Tensor(_backend, _backend.Allocate(6 * size), new Shape(2, 3), type);
            using var result = new Tensor(_backend, _backend.Allocate(6 * size), new Shape(3, 2), type);
            source.Storage.HostBytes(0, 6 * size).Clear();
            for (var i = 0; i < 6; i++)
                source.Storage.HostBytes(i * size, size)[0] = (byte)i;
            _backend.Permute(source, [1, 0], result);
            var order = Enumerable.Range(0, 6).Select(i => (int)result.Storage.HostBytes(i * size, size)[0]).ToArray();
            Assert.That(order, Is.EqualTo(new[] { 0, 3, 1, 4, 2, 5 }), type.ToString());
        }
    }

    [Test]
    public void CopyBlock_MatchesReference([Values] bool accumulate)
    {
        foreach (var columns in AwkwardSizes)
        {
            foreach (var rows in (int[])[0, 1, 4, 500])
            {
                using var twins = NewTwins($"{rows} × {columns}");
                var (source, target) = (twins.Floats("source", rows + 1, columns + 3), twins.Floats("target", rows + 1, columns + 8));
                twins.Run(side => side.Backend.CopyBlock(
                    side[source], 2, columns + 3, side[target], 5, columns + 8, rows, columns, accumulate));
                twins.AssertEqual(0, 0, target);
            }
        }
    }
}
