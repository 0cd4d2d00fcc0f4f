namespace Pipelines.Tensors.Tests;

/// <summary>The relative terms of disentangled attention.</summary>
internal sealed class DisentangledBiasTests : EngineTests
{
    private static readonly int[] Distances = [0, 0, 1, 2, 3, 4, 5, 5, 5];

    [Test]
    public void Gradients_OfBothTerms() => GradientCheck.Verify(
        t => Functional.DisentangledBias(t[0], t[1], t[2], t[3], Ids(Distances), 2, 0.5f),
        Floats(1, 2, 5, 6), Floats(2, 2, 5, 6), Floats(3, 6, 6), Floats(4, 6, 6));

    [Test]
    public void Gradients_OfSharedRowsAndPositions() => GradientCheck.Verify(
        t => Functional.DisentangledBias(t[0], t[0], t[1], t[1], Ids(Distances), 3, 0.5f), Floats(1, 2, 5, 6), Floats(3, 6, 6));

    [TestCase(true)]
    [TestCase(false)]
    public void Gradients_OfOneTerm(bool toPosition) => GradientCheck.Verify(
        t => Functional.DisentangledBias(t[0], t[1], toPosition ? t[2] : null, toPosition ? null : t[2], Ids(Distances), 2, 0.5f),
        toPosition ? Floats(1, 2, 5, 6) : Frozen(1, 2, 5, 6), toPosition ? Frozen(2, 2, 5, 6) : Floats(2, 2, 5, 6), Floats(3, 6, 6));

    [Test]
    public void Gradients_ThroughAttention()
    {
        var shape = new AttentionShape
        {
            Batch = 2,
            QueryLength = 5,
            KeyLength = 5,
            HeadCount = 2,
            KeyValueHeadCount = 2,
            HeadSize = 3,
            Scale = 0.4f,
            QueryStride = 6,
            KeyStride = 6,
            ValueStride = 6,
        };
        var mask = new AttentionMask(Ids([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], 2, 5));
        GradientCheck.Verify(
            t =>
            {
                var bias = Functional.DisentangledBias(t[0], t[1], t[3], t[4], Ids(Distances), 2, 0.4f);
                return Functional.Attention(shape, t[0], t[1], t[2], new() { Bias = bias, Mask = mask });
            },
            Floats(1, 2, 5, 6), Floats(2, 2, 5, 6), Floats(3, 2, 5, 6), Floats(4, 6, 6), Floats(5, 6, 6));
    }

    [Test]
    public void WrongArguments_AreNamed()
    {
        var (rows, positions) = (Frozen(1, 2, 5, 6), Frozen(2, 6, 6));
        Refused("query", () => Functional.DisentangledBias(positions, positions, positions, null, Ids(Distances), 2, 1));
        Refused("[2, 5, 6]", () => Functional.DisentangledBias(rows, rows, positions, null, Ids(Distances), 4, 1));
        Refused("key", () => Functional.DisentangledBias(rows, Frozen(1, 2, 4, 6), positions, null, Ids(Distances), 2, 1));
        Refused("both null", () => Functional.DisentangledBias(rows, rows, null, null, Ids(Distances), 2, 1));
        Refused("positions", () => Functional.DisentangledBias(rows, rows, Frozen(1, 6, 5), null, Ids(Distances), 2, 1));
        Refused("positionQuery", () => Functional.DisentangledBias(rows, rows, positions, Frozen(1, 5, 6), Ids(Distances), 2, 1));
        Refused("indices", () => Functional.DisentangledBias(rows, rows, positions, null, Ids([0, 1]), 2, 1));
        Refused("indices", () => Functional.DisentangledBias(rows, rows, positions, null, Ids([0, 0, 1, 2, 3, 4, 5, 6, 5]), 2, 1));
    }

    private static void Refused(string part, Action action) =>
        Assert.That(Assert.Throws<TensorException>(() => action())!.Message, Does.Contain(part));
}
