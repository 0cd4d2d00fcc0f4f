namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    private static readonly (int Rows, int Width)[] RowShapes =
        [.. AwkwardSizes.Select(width => (3, width)), (1, 1000), (70, 33), (500, 65), (1100, 17), (2, 5000)];

    [Test]
    public void Sums_MatchReference()
    {
        foreach (var length in Lengths)
        {
            using var twins = NewTwins($"length {length}");
            var source = twins.Floats("source", length);
            var (sum, squares) = (new List<double>(), new List<double>());
            twins.Run(side =>
            {
                sum.Add(side.Backend.Sum(side[source]));
                squares.Add(side.Backend.SumOfSquares(side[source]));
            });
            Assert.That(sum[0], Is.EqualTo(sum[1]).Within(1e-9 * (length + 1)), $"sum of {length}");
            Assert.That(squares[0], Is.EqualTo(squares[1]).Within(1e-9 * (length + 1)), $"squares of {length}");
        }
    }

    [Test]
    public void SumRows_MatchesReference([Values] bool accumulate)
    {
        foreach (var (rows, width) in RowShapes)
        {
            using var twins = NewTwins($"{rows} × {width}");
            var (source, target) =
                (twins.Floats("source", rows, width), accumulate ? twins.Floats("target", width) : twins.Output("target", width));
            twins.Run(side => side.Backend.SumRows(side[source], side[target], accumulate));
            twins.AssertEqual(1e-5, 1e-5, target);
        }
    }

    [Test]
    public void LayerNorm_MatchesReference([Values] bool gained, [Values] bool biased)
    {
        foreach (var (rows, width) in RowShapes)
        {
            using var twins = NewTwins($"{rows} × {width}");
            var (input, gain, bias) =
                (twins.Floats("input", rows, width), Optional(gained, twins, "gain", width), Optional(biased, twins, "bias", width));
            var (result, mean, inverse) = (twins.Output("result", rows, width), twins.Output("mean", rows), twins.Output("inverse", rows));
            twins.Run(side => side.Backend.LayerNorm(
                side[input], side.Maybe(gain), side.Maybe(bias), 1e-5f, side[result], side[mean], side[inverse]));
            twins.AssertEqual(2e-4, 2e-5, result, mean, inverse);
        }
    }

    [Test]
    public void LayerNormBackward_MatchesReference([Values] bool gained, [Values] bool accumulate, [Values(0, 1, 2)] int missing)
    {
        foreach (var (rows, width) in RowShapes.Where(shape => shape.Width > 1))
        {
            using var twins = NewTwins($"{rows} × {width}");
            var (gradient, input, gain) =
                (twins.Floats("gradient", rows, width), twins.Floats("input", rows, width), Optional(gained, twins, "gain", width));
            var (mean, inverse) = (twins.Scaled("mean", 0.1f, rows), twins.Output("inverse", rows).With(i => 0.5f + i % 3));
            var inputGradient = missing == 1 ? null
                : accumulate ? twins.Floats("inputGradient", rows, width) : twins.Output("inputGradient", rows, width);
            var gainGradient = missing == 2 ? null : twins.Floats("gainGradient", width);
            var biasGradient = missing == 2 ? null : twins.Floats("biasGradient", width);
            twins.Run(side => side.Backend.LayerNormBackward(
                side[gradient], side[input], side.Maybe(gain), side[mean], side[inverse],
                side.Maybe(inputGradient), accumulate, side.Maybe(gainGradient), side.Maybe(biasGradient)));
            twins.AssertEqual(2e-5, 1e-4, inputGradient, gainGradient, biasGradient);
        }
    }

    [Test]
    public void RmsNorm_MatchesReference([Values] bool gained, [Values] bool accumulate)
    {
        foreach (var (rows, width) in RowShapes)
        {
            using var twins = NewTwins($"{rows} × {width}");
            var (input, gradient, gain) =
                (twins.Floats("input", rows, width), twins.Floats("gradient", rows, width), Optional(gained, twins, "gain", width));
            var (result, inverse) = (twins.Output("result", rows, width), twins.Output("inverse", rows));
            var inputGradient = accumulate ? twins.Floats("inputGradient", rows, width) : twins.Output("inputGradient", rows, width);
            var gainGradient = gained ? twins.Floats("gainGradient", width) : null;
            twins.Run(side =>
            {
                side.Backend.RmsNorm(side[input], side.Maybe(gain), 1e-6f, side[result], side[inverse]);
                side.Backend.RmsNormBackward(
                    side[gradient], side[input], side.Maybe(gain), side[inverse], side[inputGradient], accumulate,
                    side.Maybe(gainGradient));
            });
            twins.AssertEqual(2e-5, 1e-4, result, inverse, gainGradient);
            if (width > 1)
                twins.AssertEqual(5e-4, 5e-5, inputGradient);
        }
    }

    [Test]
    public void Softmax_MatchesReference([Values] bool accumulate)
    {
        foreach (var (rows, width) in RowShapes)
        {
            using var twins = NewTwins($"{rows} × {width}");
            var (source, gradient) = (twins.Scaled("source", 5, rows, width), twins.Floats("gradient", rows, width));
            var result = twins.Output("result", rows, width);
            var sourceGradient = accumulate ? twins.Floats("sourceGradient", rows, width) : twins.Output("sourceGradient", rows, width);
            twins.Run(side =>
            {
                side.Backend.Softmax(side[source], side[result]);
                side.Backend.SoftmaxBackward(side[gradient], side[result], side[sourceGradient], accumulate);
            });
            twins.AssertEqual(2e-5, 1e-6, result, sourceGradient);
        }
    }

    [Test]
    public void Softmax_HandlesExtremes()
    {
        using var twins = NewTwins("extremes");
        float[] row = [1e4f, 1e4f, -1e4f, float.NegativeInfinity, 0, 9999];
        var (source, result) = (twins.Output("source", 1, row.Length).With(i => row[i]), twins.Output("result", 1, row.Length));
        twins.Run(side => side.Backend.Softmax(side[source], side[result]));
        twins.AssertEqual(1e-6, 1e-12, result);
        source.With(i => i == 2 ? float.NaN : 0f);
        _backend.Softmax(source.Tested, result.Tested);
        Assert.That(result.Tested.ToArray<float>(), Is.All.NaN);
    }

    private static Twin? Optional(bool wanted, Twins twins, string name, params ReadOnlySpan<int> extents) =>
        wanted ? twins.Floats(name, extents) : null;
}
