namespace Pipelines.Tensors.Tests;

internal abstract partial class TensorBackendConformanceTests
{
    private const double Scale = 0.5;
    private const double Decay = 0.1;

    [Test]
    public void Adam_MatchesReference([Values] bool decoupled, [Values] bool withMaximum) => UpdateMatches(
        2 + (withMaximum ? 1 : 0),
        (side, p, g, states, step) => side.Backend.Adam(
            side[p], side[g], side[states[0]], side[states[1]], withMaximum ? side[states[2]] : null,
            new AdamSettings(1e-2, 0.9, 0.99, 1e-8, Decay, step, Scale, decoupled)));

    [Test]
    public void Adam_UpdatesAPartFromAnOffset()
    {
        const int Length = 40_000, Offset = 17_001, Count = 20_003;
        using var twins = NewTwins("Adam from an offset");
        var (p, g) = (twins.Floats("parameter", Length), twins.Floats("gradient", Length));
        var (m, v) = (twins.Output("first", Count).With(_ => 0.1f), twins.Output("second", Count).With(_ => 0.2f));
        var before = p.Tested.ToArray<float>();
        twins.Run(side => side.Backend.Adam(
            side[p], side[g], side[m], side[v], null, new AdamSettings(1e-2, 0.9, 0.99, 1e-8, Decay, 3, Scale, Offset: Offset)));
        twins.AssertEqual(2e-6, 1e-7, p, m, v);
        var after = p.Tested.ToArray<float>();
        Assert.That(after[..Offset], Is.EqualTo(before[..Offset]));
        Assert.That(after[(Offset + Count)..], Is.EqualTo(before[(Offset + Count)..]));
    }

    [Test]
    public void Adam8Bit_MatchesReference()
    {
        foreach (var (length, blockSize) in ((int, int)[])[(1, 256), (255, 256), (257, 256), (5000, 2048), (40_001, 256), (300, 64)])
        {
            using var twins = NewTwins($"length {length} in blocks of {blockSize}");
            var (parameter, gradient) = (twins.Floats("parameter", length), twins.Floats("gradient", length));
            var blocks = (length + blockSize - 1) / blockSize;
            Twin[] codes = [twins.Codes("first", length), twins.Codes("second", length)];
            Twin[] scales = [twins.Output("first scales", blocks).With(i => 0.1f + i), twins.Output("second scales", blocks).With(
                i => 0.2f + i)];
            var settings = new AdamSettings(1e-2, 0.9, 0.99, 1e-8, Decay, 3, Scale);
            twins.Run(side => side.Backend.Adam8Bit(
                side[parameter], side[gradient], side[codes[0]], side[scales[0]], side[codes[1]], side[scales[1]], blockSize, settings));
            twins.AssertEqual(2e-6, 1e-6, [parameter, .. scales]);
            foreach (var code in codes)
            {
                var apart = code.Tested.ToArray<byte>().Zip(code.Reference.ToArray<byte>(), (x, y) => Math.Abs(x - y)).ToArray();
                Assert.That(apart.Max(), Is.LessThanOrEqualTo(1), "a number between two codes may go to either");
                Assert.That(apart.Sum(), Is.LessThanOrEqualTo(length / 500));
            }
        }
    }

    [TestCase(0.0, 0.0, false)]
    [TestCase(0.9, 0.0, false)]
    [TestCase(0.9, 0.5, false)]
    [TestCase(0.9, 0.0, true)]
    public void Sgd_MatchesReference(double momentum, double dampening, bool nesterov) => UpdateMatches(
        momentum > 0 ? 1 : 0,
        (side, p, g, states, step) => side.Backend.Sgd(
            side[p], side[g], momentum > 0 ? side[states[0]] : null,
            new SgdSettings(0.1, momentum, dampening, nesterov, Decay, step == 1, Scale)),
        // Terms of size 1 nearly cancel; without fused multiply-adds each is rounded by itself.
        relative: 2e-6, absolute: 5e-7);

    [Test]
    public void RmsProp_MatchesReference([Values] bool centered, [Values] bool withVelocity) => UpdateMatches(
        3,
        (side, p, g, states, _) => side.Backend.RmsProp(
            side[p], side[g], side[states[0]], centered ? side[states[1]] : null, withVelocity ? side[states[2]] : null,
            // Decay may nearly cancel a gradient; dividing by its own size then makes rounding visible in the velocity.
            withVelocity ? new RmsPropSettings(1e-2, 0.9, 1e-6, 0.8, 0.0, Scale) : new RmsPropSettings(1e-2, 0.9, 1e-6, 0.0, Decay, Scale)),
        relative: 2e-5, absolute: 1e-6);

    [Test]
    public void Adagrad_MatchesReference() => UpdateMatches(
        1, (side, p, g, states, _) => side.Backend.Adagrad(
            side[p], side[g], side[states[0]], new AdagradSettings(1e-2, 1e-10, Decay, Scale)));

    [Test]
    public void Lion_MatchesReference() => UpdateMatches(
        1, (side, p, g, states, _) => side.Backend.Lion(
            side[p], side[g], side[states[0]], new LionSettings(1e-2, 0.9, 0.99, Decay, Scale)));

    [TestCase(1, 1)]
    [TestCase(5, 7)]
    [TestCase(1, 40_000)]
    [TestCase(300, 129)]
    [TestCase(3, 33, 17)]
    [TestCase(2, 600, 65)]
    public void Adafactor_MatchesReference(params int[] extents)
    {
        foreach (var withMoment in (bool[])[false, true])
        {
            using var twins = NewTwins($"moment: {withMoment}");
            var (parameter, gradient) = (twins.Floats("parameter", extents), twins.Floats("gradient", extents));
            var rows = twins.Output("rows", extents[..^1]).With(_ => 0f);
            var columns = twins.Output("columns", [.. extents[..^2], extents[^1]]).With(_ => 0f);
            var moment = withMoment ? twins.Output("moment", extents).With(_ => 0f) : null;
            for (var step = 1; step <= 3; step++)
            {
                var settings = new AdafactorSettings(
                    0.01, 1 - Math.Pow(step, -0.8), 0.9, ClipThreshold: 0.8, WeightDecay: Decay, GradientScale: Scale);
                twins.Run(side => side.Backend.Adafactor(
                    side[parameter], side[gradient], side[rows], side[columns], side.Maybe(moment), settings));
            }

            twins.AssertEqual(5e-6, 1e-7, parameter, rows, columns, moment);
        }
    }

    [Test]
    public void AdafactorUnfactored_MatchesReference([Values] bool withMoment) => UpdateMatches(
        2,
        (side, p, g, states, step) => side.Backend.AdafactorUnfactored(
            side[p], side[g], side[states[0]], withMoment ? side[states[1]] : null,
            new AdafactorSettings(
                0.01, 1 - Math.Pow(step, -0.8), 0.9, WeightDecay: Decay, ScalesByParameter: withMoment, GradientScale: Scale)),
        relative: 5e-6);

    private void UpdateMatches(int stateCount, Action<Side, Twin, Twin, Twin[], int> update, double relative = 2e-6, double absolute = 1e-7)
    {
        foreach (var length in Lengths)
        {
            using var twins = NewTwins($"length {length}");
            var (parameter, gradient) = (twins.Floats("parameter", length), twins.Floats("gradient", length));
            var states = new Twin[stateCount];
            for (var i = 0; i < stateCount; i++)
                states[i] = twins.Output($"state {i}", length).With(_ => 0f);
            for (var step = 1; step <= 3; step++)
                twins.Run(side => update(side, parameter, gradient, states, step));
            twins.AssertEqual(relative, absolute, [parameter, .. states]);
        }
    }
}
