namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    /// <summary>
    /// Rows, columns and depth of matrix products: edges of tiles in every direction, and sizes that are cut into several items.
    /// </summary>
    private static readonly (int Rows, int Columns, int Depth)[] ProductShapes =
    [
        (1, 1, 1), (1, 5, 3), (2, 3, 100), (3, 33, 16), (4, 31, 65), (5, 16, 17), (7, 48, 31), (8, 64, 64), (12, 32, 12), (13, 33, 13),
        (15, 15, 129), (16, 100, 63), (17, 1, 40), (20, 17, 1), (24, 65, 33), (25, 128, 128), (33, 63, 100), (48, 7, 500), (63, 129, 65),
        (64, 31, 1000), (65, 65, 65), (100, 96, 24), (129, 200, 127), (40, 450, 70), (300, 40, 800), (31, 1300, 33),
    ];

    /// <summary>Fewer, where every size meets every activation: an inner tile, edges, the path of few rows, several depth chunks.</summary>
    private static readonly (int Rows, int Columns, int Depth)[] FewProductShapes =
        [(1, 5, 3), (7, 48, 31), (25, 33, 65), (48, 64, 20), (65, 17, 450)];

    [Test]
    public void MatMul_MatchesReference([Values] bool transposeLeft, [Values] bool transposeRight, [Values] bool accumulate)
    {
        foreach (var (rows, columns, depth) in ProductShapes)
        {
            using var twins = NewTwins($"{rows} × {columns} × {depth}");
            var left = transposeLeft ? twins.Floats("left", depth, rows) : twins.Floats("left", rows, depth);
            var right = transposeRight ? twins.Floats("right", columns, depth) : twins.Floats("right", depth, columns);
            var result = accumulate ? twins.Floats("result", rows, columns) : twins.Output("result", rows, columns);
            twins.Run(side => side.Backend.MatMul(side[left], transposeLeft, side[right], transposeRight, side[result], 0.5f, accumulate));
            twins.AssertEqual(1e-5, 1e-6 * Math.Sqrt(depth) * 4, result);
        }
    }

    [Test]
    public void MatMul_OverBatches([Values] bool transposeLeft, [Values] bool transposeRight)
    {
        foreach (var (batch, rows, columns, depth) in ((int, int, int, int)[])
            [(1, 5, 6, 7), (3, 17, 33, 9), (10, 40, 40, 40), (2, 200, 130, 100)])
        {
            using var twins = NewTwins($"{batch} of {rows} × {columns} × {depth}");
            var left = transposeLeft ? twins.Floats("left", batch, depth, rows) : twins.Floats("left", batch, rows, depth);
            var right = transposeRight ? twins.Floats("right", batch, columns, depth) : twins.Floats("right", batch, depth, columns);
            var result = twins.Output("result", batch, rows, columns);
            twins.Run(side => side.Backend.MatMul(side[left], transposeLeft, side[right], transposeRight, side[result], 1, false));
            twins.AssertEqual(1e-5, 1e-6 * Math.Sqrt(depth) * 4, result);
        }
    }

    [Test]
    public void MatMul_WithoutDepthIsZero()
    {
        using var twins = NewTwins("no depth");
        var (left, right) = (twins.Floats("left", 20, 0), twins.Floats("right", 0, 33));
        var (result, kept) = (twins.Output("result", 20, 33), twins.Floats("kept", 20, 33));
        twins.Run(side =>
        {
            side.Backend.MatMul(side[left], false, side[right], false, side[result], 1, false);
            side.Backend.MatMul(side[left], false, side[right], false, side[kept], 1, true);
        });
        twins.AssertEqual(0, 0, result, kept);
    }

    [Test]
    public void Linear_MatchesReference([Values] Activation activation, [Values] bool biased, [Values] bool kept)
    {
        foreach (var (rows, columns, depth) in activation == Activation.None ? ProductShapes : FewProductShapes)
        {
            using var twins = NewTwins($"{rows} × {columns} × {depth}");
            var (input, weight) = (twins.Floats("input", rows, depth), twins.Scaled("weight", 0.3f, columns, depth));
            var bias = Optional(biased, twins, "bias", columns);
            var preActivation = kept ? twins.Output("preActivation", rows, columns) : null;
            var residual = Optional(biased != kept, twins, "residual", rows, columns);
            var result = twins.Output("result", rows, columns);
            twins.Run(side => side.Backend.Linear(
                side[input], side[weight], side.Maybe(bias), activation, side.Maybe(preActivation), side.Maybe(residual), side[result]));
            twins.AssertEqual(1e-5, 2e-6 * Math.Sqrt(depth) + 2e-6, result, preActivation);
        }
    }

    [Test]
    public void Linear_AddsToAResidualInTheResultsPlace([Values] Activation activation, [Values] bool kept)
    {
        foreach (var (rows, columns, depth) in FewProductShapes)
        {
            using var twins = NewTwins($"{rows} × {columns} × {depth}");
            var (input, weight, bias) =
                (twins.Floats("input", rows, depth), twins.Scaled("weight", 0.3f, columns, depth), twins.Floats("bias", columns));
            var (preActivation, result) =
                (kept ? twins.Output("preActivation", rows, columns) : null, twins.Floats("result", rows, columns));
            twins.Run(side => side.Backend.Linear(
                side[input], side[weight], side[bias], activation, side.Maybe(preActivation), side[result], side[result]));
            twins.AssertEqual(1e-5, 2e-6 * Math.Sqrt(depth) + 2e-6, result, preActivation);
        }
    }

    [Test]
    public void LinearBackward_MatchesReference([Values] Activation activation, [Values] bool accumulate)
    {
        foreach (var (rows, columns, depth) in activation == Activation.None ? ProductShapes : FewProductShapes)
        {
            using var twins = NewTwins($"{rows} × {columns} × {depth}");
            var (gradient, input, weight) =
                (twins.Floats("gradient", rows, columns), twins.Floats("input", rows, depth), twins.Floats("weight", columns, depth));
            var preActivation = activation == Activation.None ? null : twins.Floats("preActivation", rows, columns);
            var inputGradient = accumulate ? twins.Floats("inputGradient", rows, depth) : twins.Output("inputGradient", rows, depth);
            var weightGradient = accumulate ? twins.Floats("weightGradient", columns, depth) : twins.Output("weightGradient", columns, depth);
            var biasGradient = twins.Floats("biasGradient", columns);
            twins.Run(side => side.Backend.LinearBackward(
                side[gradient], side[input], side[weight], activation, side.Maybe(preActivation),
                side[inputGradient], accumulate, side[weightGradient], accumulate, side[biasGradient]));
            twins.AssertEqual(1e-5, 4e-6 * Math.Sqrt(Math.Max(rows, columns)) + 2e-6, inputGradient, weightGradient, biasGradient);
        }
    }

    [Test]
    public void LinearBackward_ComputesOnlyWhatIsAskedFor(
        [Values(0, 1, 2)] int wanted, [Values(Activation.None, Activation.Gelu)] Activation activation)
    {
        using var twins = NewTwins("single outputs");
        var (gradient, input, weight) = (twins.Floats("gradient", 21, 40), twins.Floats("input", 21, 35), twins.Floats("weight", 40, 35));
        var preActivation = activation == Activation.None ? null : twins.Floats("preActivation", 21, 40);
        var inputGradient = wanted == 0 ? twins.Output("inputGradient", 21, 35) : null;
        var weightGradient = wanted == 1 ? twins.Floats("weightGradient", 40, 35) : null;
        var biasGradient = wanted == 2 ? twins.Floats("biasGradient", 40) : null;
        twins.Run(side => side.Backend.LinearBackward(
            side[gradient], side[input], side[weight], activation, side.Maybe(preActivation),
            side.Maybe(inputGradient), false, side.Maybe(weightGradient), true, side.Maybe(biasGradient)));
        twins.AssertEqual(1e-5, 2e-5, inputGradient, weightGradient, biasGradient);
    }

    [Test]
    public void LinearCrossEntropy_MatchesReference([Values] bool backward, [Values] bool ignoring)
    {
        foreach (var (rows, vocabulary, depth) in ((int, int, int)[])
            [(1, 1, 4), (1, 65, 16), (5, 33, 7), (40, 100, 33), (130, 129, 20), (20, 40_000, 5)])
        {
            using var twins = NewTwins($"{rows} × {vocabulary} × {depth}");
            var (input, weight) = (twins.Floats("input", rows, depth), twins.Floats("weight", vocabulary, depth));
            var labels = twins.Integers("labels", vocabulary, rows);
            if (ignoring)
                labels.With(i => i % 3 == 0 ? -100 : i % vocabulary);
            var losses = twins.Output("losses", rows);
            var inputGradient = backward ? twins.Output("inputGradient", rows, depth) : null;
            var weightGradient = backward ? twins.Output("weightGradient", vocabulary, depth) : null;
            twins.Run(side => side.Backend.LinearCrossEntropy(
                side[input], side[weight], side[labels], -100, side[losses], 0.25f, side.Maybe(inputGradient), side.Maybe(weightGradient)));
            twins.AssertEqual(1e-5, 1e-5, losses, inputGradient, weightGradient);
        }
    }

    [Test]
    public void LinearCrossEntropy_ComputesEitherGradientAlone([Values] bool ofInput)
    {
        using var twins = NewTwins("one gradient");
        var (input, weight, labels) = (twins.Floats("input", 30, 12), twins.Floats("weight", 50, 12), twins.Integers("labels", 50, 30));
        var losses = twins.Output("losses", 30);
        var inputGradient = ofInput ? twins.Output("inputGradient", 30, 12) : null;
        var weightGradient = ofInput ? null : twins.Output("weightGradient", 50, 12);
        twins.Run(side => side.Backend.LinearCrossEntropy(
            side[input], side[weight], side[labels], -100, side[losses], 1, side.Maybe(inputGradient), side.Maybe(weightGradient)));
        twins.AssertEqual(1e-5, 1e-5, losses, inputGradient, weightGradient);
    }

    [Test]
    public void LinearCrossEntropy_WeighsTheGradientsOfRows()
    {
        foreach (var (rows, vocabulary, depth) in ((int, int, int)[])[(5, 33, 7), (130, 129, 20), (1100, 70, 5), (20, 40_000, 5)])
        {
            using var twins = NewTwins($"{rows} × {vocabulary} × {depth}");
            var (input, weight) = (twins.Floats("input", rows, depth), twins.Floats("weight", vocabulary, depth));
            var labels = twins.Integers("labels", vocabulary, rows).With(i => i % 3 == 0 ? -100 : i % vocabulary);
            var factors = twins.Floats("factors", rows).With(i => i % 5 == 0 ? 0f : 1f - i % 4);
            var losses = twins.Output("losses", rows);
            var (inputGradient, weightGradient) = (twins.Output("inputGradient", rows, depth), twins.Output("weightGradient", vocabulary, depth));
            twins.Run(side => side.Backend.LinearCrossEntropy(
                side[input], side[weight], side[labels], -100, side[losses], 0.25f, side.Maybe(inputGradient), side.Maybe(weightGradient), side[factors]));
            twins.AssertEqual(1e-5, 2e-5, losses, inputGradient, weightGradient);
        }
    }

    [Test]
    public void LinearCrossEntropy_ReportsLogitsThatAreNotNumbers()
    {
        using var twins = NewTwins("NaN");
        var (input, weight, labels) = (twins.Floats("input", 3, 12), twins.Floats("weight", 50, 12), twins.Integers("labels", 50, 3));
        input.Tested.AsSpan<float>()[12] = float.NaN;
        var losses = twins.Output("losses", 3);
        _backend.LinearCrossEntropy(input.Tested, weight.Tested, labels.Tested, -100, losses.Tested, 1, null, null);
        Assert.That(losses.Tested.ToArray<float>().Select(float.IsNaN), Is.EqualTo(new[] { false, true, false }));
    }
}
