namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    /// <summary>Lengths of flat arrays: awkward ones, and one that is cut into several chunks.</summary>
    private static readonly int[] Lengths = [0, .. AwkwardSizes, 1000, 16383, 16385, 50001];

    [Test]
    public void Fill_SetsEveryElement()
    {
        foreach (var length in Lengths)
        {
            using var twins = NewTwins($"length {length}");
            var target = twins.Output("target", length);
            twins.Run(side => side.Backend.Fill(side[target], 1.5f));
            twins.AssertEqual(0, 0, target);
        }
    }

    [Test]
    public void Copy_CopiesEveryElement()
    {
        foreach (var length in (int[])[.. Lengths, 300_000])
        {
            using var twins = NewTwins($"length {length}");
            var (source, target) = (twins.Floats("source", length), twins.Output("target", length));
            twins.Run(side => side.Backend.Copy(side[source], side[target]));
            twins.AssertEqual(0, 0, target);
        }
    }

    [Test]
    public void AddMultiplyScale_MatchReference()
    {
        foreach (var length in Lengths)
        {
            using var twins = NewTwins($"length {length}");
            var (left, right) = (twins.Floats("left", length), twins.Floats("right", length));
            var (sum, product, scaled) = (twins.Output("sum", length), twins.Output("product", length), twins.Output("scaled", length));
            var target = twins.Floats("target", length);
            twins.Run(side =>
            {
                side.Backend.Add(side[left], side[right], side[sum]);
                side.Backend.Multiply(side[left], side[right], side[product]);
                side.Backend.Scale(side[left], -2.5f, side[scaled]);
                side.Backend.AddScaled(side[left], 0.75f, side[target]);
            });
            twins.AssertEqual(1e-6, 1e-6, sum, product, scaled, target);
        }
    }

    [Test]
    public void AddMultiply_RepeatTheSmallerOperand()
    {
        foreach (var period in AwkwardSizes)
        {
            foreach (var rows in (int[])[1, 2, 3, 300])
            {
                using var twins = NewTwins($"{rows} rows of {period}");
                var (left, right) = (twins.Floats("left", rows, period), twins.Floats("right", period));
                var (sum, product) = (twins.Output("sum", rows, period), twins.Output("product", rows, period));
                twins.Run(side =>
                {
                    side.Backend.Add(side[left], side[right], side[sum]);
                    side.Backend.Multiply(side[left], side[right], side[product]);
                });
                twins.AssertEqual(1e-6, 1e-6, sum, product);
            }
        }
    }

    [Test]
    public void PointwiseOperations_WriteOntoTheirFirstOperand()
    {
        using var twins = NewTwins("in place");
        var (left, right) = (twins.Floats("left", 37, 33), twins.Floats("right", 33));
        twins.Run(side =>
        {
            side.Backend.Add(side[left], side[right], side[left]);
            side.Backend.Multiply(side[left], side[right], side[left]);
            side.Backend.Scale(side[left], 0.5f, side[left]);
            side.Backend.Activate(Activation.Silu, side[left], side[left]);
            side.Backend.Softmax(side[left], side[left]);
        });
        twins.AssertEqual(1e-5, 1e-7, left);
    }

    [Test]
    public void Activations_MatchReference([Values] Activation activation)
    {
        foreach (var length in Lengths)
        {
            using var twins = NewTwins($"length {length}");
            var (source, gradient) = (twins.Scaled("source", 3, length), twins.Floats("gradient", length));
            var (result, slope, accumulated) =
                (twins.Output("result", length), twins.Output("slope", length), twins.Floats("accumulated", length));
            twins.Run(side =>
            {
                side.Backend.Activate(activation, side[source], side[result]);
                side.Backend.ActivateBackward(activation, side[gradient], side[source], side[slope], accumulate: false);
                side.Backend.ActivateBackward(activation, side[gradient], side[source], side[accumulated], accumulate: true);
            });
            twins.AssertEqual(2e-6, 1e-6, result, slope, accumulated);
        }
    }

    [Test]
    public void Activations_AreAccurateEverywhere([Values] Activation activation)
    {
        using var twins = NewTwins("grid");
        const int count = 40_001;
        var source = twins.Output("source", count).With(i => (i - count / 2) * 0.001f);
        var (result, ones, slope) =
            (twins.Output("result", count), twins.Output("ones", count).With(_ => 1f), twins.Output("slope", count));
        twins.Run(side =>
        {
            side.Backend.Activate(activation, side[source], side[result]);
            side.Backend.ActivateBackward(activation, side[ones], side[source], side[slope], accumulate: false);
        });
        twins.AssertEqual(3e-7, 1e-6, result, slope);
    }

    [Test]
    public void Activations_HandleTheExtremes([Values] Activation activation)
    {
        using var twins = NewTwins("extremes");
        float[] extremes = [0f, -0f, 1e-30f, -1e-30f, 50f, -50f, 100f, -100f, 1e4f, -1e4f, 1e18f, -1e18f, float.NaN];
        var source = twins.Output("source", extremes.Length).With(i => extremes[i]);
        var (result, slope) = (twins.Output("result", extremes.Length), twins.Output("slope", extremes.Length));
        var ones = twins.Output("ones", extremes.Length).With(_ => 1f);
        twins.Run(side =>
        {
            side.Backend.Activate(activation, side[source], side[result]);
            side.Backend.ActivateBackward(activation, side[ones], side[source], side[slope], accumulate: false);
        });
        twins.AssertEqual(1e-6, 1e-6, result);
        foreach (var i in Enumerable.Range(0, extremes.Length - 1))
            Assert.That(slope.Tested.AsSpan<float>()[i], Is.EqualTo(slope.Reference.AsSpan<float>()[i]).Within(1e-6), $"f′({extremes[i]})");
        if (activation is not Activation.None and not Activation.Relu)
            Assert.That(slope.Tested.AsSpan<float>()[extremes.Length - 1], Is.NaN);
    }

    [Test]
    public void Gate_MatchesReference(
        [Values(Activation.Silu, Activation.Gelu, Activation.GeluTanh, Activation.Relu)] Activation activation)
    {
        foreach (var width in AwkwardSizes)
        {
            foreach (var rows in (int[])[1, 3, 200])
            {
                using var twins = NewTwins($"{rows} rows of {width}");
                var (gateUp, gradient) = (twins.Floats("gateUp", rows, 2 * width), twins.Floats("gradient", rows, width));
                var (result, gateUpGradient) = (twins.Output("result", rows, width), twins.Output("gateUpGradient", rows, 2 * width));
                twins.Run(side =>
                {
                    side.Backend.Gate(activation, side[gateUp], side[result]);
                    side.Backend.GateBackward(activation, side[gradient], side[gateUp], side[gateUpGradient]);
                });
                twins.AssertEqual(2e-6, 1e-6, result, gateUpGradient);
            }
        }
    }

    [Test]
    public void Dropout_KeepsItsShareScaledAndIsTheSameEveryTime()
    {
        const int length = 60_003;
        using var twins = NewTwins("dropout");
        var (source, first, second) = (twins.Floats("source", length), twins.Output("first", length), twins.Output("second", length));
        foreach (var probability in (float[])[0.1f, 0.5f, 0.9f])
        {
            _backend.Dropout(source.Tested, probability, 42, first.Tested);
            _backend.Dropout(source.Tested, probability, 42, second.Tested);
            Assert.That(second.Tested.ToArray<float>(), Is.EqualTo(first.Tested.ToArray<float>()));
            var (x, y) = (source.Tested.ToArray<float>(), first.Tested.ToArray<float>());
            var dropped = y.Count(value => value == 0);
            var wrong = x.Zip(y, (from, to) => to != 0 && Math.Abs(to * (1 - probability) - from) > 1e-6 * Math.Abs(from));
            Assert.That(wrong, Has.None.True, "survivors that are not scaled by 1 / (1 − p)");
            Assert.That(dropped / (double)length, Is.EqualTo(probability).Within(5 * Math.Sqrt(probability * (1 - probability) / length)));
            _backend.Dropout(source.Tested, probability, 43, second.Tested);
            var both = second.Tested.ToArray<float>().Zip(y).Count(pair => pair.First == 0 && pair.Second == 0);
            Assert.That(both / (double)length, Is.EqualTo(probability * probability).Within(0.015), "another seed drops independently");
        }

        twins.AssertEqual(0, 0, source);
    }

    [Test]
    public void Dropout_OfNeighboursIsIndependent()
    {
        const int length = 1 << 18;
        using var twins = NewTwins("dropout");
        var (ones, result) = (twins.Output("ones", length).With(_ => 1f), twins.Output("result", length));
        _backend.Dropout(ones.Tested, 0.5f, 7, result.Tested);
        var kept = result.Tested.ToArray<float>().Select(value => value > 0).ToArray();
        foreach (var distance in (int[])[1, 2, 3, 4, 8, 16, 64, 1000, 16384])
        {
            var same = 0;
            for (var i = 0; i + distance < length; i++)
                same += kept[i] == kept[i + distance] ? 1 : 0;
            Assert.That(same / (double)(length - distance), Is.EqualTo(0.5).Within(0.006), $"distance {distance}");
        }
    }

    [TestCase(0f)]
    [TestCase(1f)]
    public void Dropout_AtTheEndsKeepsAllOrNothing(float probability)
    {
        using var twins = NewTwins("dropout");
        var (source, result) = (twins.Floats("source", 1000), twins.Output("result", 1000));
        _backend.Dropout(source.Tested, probability, 1, result.Tested);
        var expected = source.Tested.ToArray<float>().Select(x => probability == 0 ? x : 0f).ToArray();
        Assert.That(result.Tested.ToArray<float>(), Is.EqualTo(expected));
    }
}
