namespace Pipelines.Tensors.Tests;

/// <summary>Attention against numeric gradients in every way its inputs can lie.</summary>
internal sealed class AttentionGradientTests : EngineTests
{
    [TestCase(2, 2)]
    [TestCase(4, 2)]
    [TestCase(3, 1)]
    public void Packed(int heads, int keyValueHeads) => GradientCheck.Verify(
        t => Functional.CausalAttention(t[0], heads, keyValueHeads), Floats(1, 2, 5, (heads + 2 * keyValueHeads) * 3));

    [Test]
    public void SeparateTensors([Values] bool causal)
    {
        var shape = Geometry(2, 3, 5, 2, 1, 4, causal);
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2]), Floats(1, 2, 3, 8), Floats(2, 2, 5, 4), Floats(3, 2, 5, 4));
    }

    [Test]
    public void FrozenKeys()
    {
        var shape = Geometry(1, 3, 5, 2, 1, 4, causal: true);
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2]), Floats(1, 1, 3, 8), Frozen(2, 1, 5, 4), Floats(3, 1, 5, 4));
    }

    [Test]
    public void OneTensorInAllRoles()
    {
        var shape = Geometry(2, 4, 4, 2, 2, 3, causal: true);
        GradientCheck.Verify(t => Functional.Attention(shape, t[0], t[0], t[0]), Floats(1, 2, 4, 6));
    }

    [Test]
    public void KeysAndValuesOfOneTensor()
    {
        var shape = Geometry(2, 3, 4, 2, 2, 3, causal: false) with { KeyStride = 12, ValueStride = 12, ValueOffset = 6 };
        GradientCheck.Verify(t => Functional.Attention(shape, t[0], t[1], t[1]), Floats(1, 2, 3, 6), Floats(2, 2, 4, 12));
    }

    [Test]
    public void RowsWiderThanTheHeads()
    {
        var shape = Geometry(2, 3, 3, 1, 1, 4, causal: true) with
        {
            QueryStride = 16,
            KeyStride = 16,
            ValueStride = 16,
            QueryOffset = 1,
            KeyOffset = 6,
            ValueOffset = 11,
        };
        GradientCheck.Verify(t => Functional.Attention(shape, t[0], t[0], t[0]), Floats(1, 2, 3, 16));
    }

    [Test]
    public void CacheWithSpareRows()
    {
        var shape = Geometry(2, 2, 3, 2, 2, 3, causal: true) with { KeyRowsPerSequence = 5 };
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2]), Floats(1, 2, 2, 6), Floats(2, 2, 5, 6), Floats(3, 2, 5, 6));
    }

    [Test]
    public void BiasOfEachSequence([Values] bool causal)
    {
        var shape = Geometry(2, 3, 5, 2, 1, 4, causal);
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2], new() { Bias = t[3] }),
            Floats(1, 2, 3, 8), Floats(2, 2, 5, 4), Floats(3, 2, 5, 4), Floats(4, 2, 2, 3, 5));
    }

    [Test]
    public void BiasOfAllSequences()
    {
        var shape = Geometry(3, 6, 7, 4, 2, 4, causal: false);
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2], new() { Bias = t[3] }),
            Floats(1, 3, 6, 16), Floats(2, 3, 7, 8), Floats(3, 3, 7, 8), Floats(4, 1, 4, 6, 7));
    }

    [Test]
    public void BiasAlone()
    {
        var shape = Geometry(2, 5, 5, 2, 2, 3, causal: true);
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2], new() { Bias = t[3] }),
            Frozen(1, 2, 5, 6), Frozen(2, 2, 5, 6), Frozen(3, 2, 5, 6), Floats(4, 1, 2, 5, 5));
    }

    [Test]
    public void Mask([Values] bool causal, [Values] bool querySegments)
    {
        var shape = Geometry(2, 5, 5, 2, 1, 4, causal);
        var keys = Ids([0, 0, 1, 1, 2, 1, 2, 2, 0, 0], 2, 5);
        var queries = querySegments ? Ids([1, 2, 1, 1, 2, 0, 2, 1, 1, 2], 2, 5) : null;
        GradientCheck.Verify(
            t => Functional.Attention(shape, t[0], t[1], t[2], new() { Mask = new(keys, queries) }),
            Floats(1, 2, 5, 8), Floats(2, 2, 5, 4), Floats(3, 2, 5, 4));
    }

    [Test]
    public void Dropout([Values(3, 6)] int queries)
    {
        var shape = Geometry(2, queries, 7, 4, 2, 4, causal: false);
        GradientCheck.Verify(
            t => Functional.Attention(
                shape, t[0], t[1], t[2], new() { Bias = t[3], DropoutProbability = 0.4f, DropoutSeed = 11 }),
            Floats(1, 2, queries, 16), Floats(2, 2, 7, 8), Floats(3, 2, 7, 8), Floats(4, 1, 4, queries, 7));
    }

    [Test]
    public void PackedSequences_AreThoseAlone()
    {
        using var scope = new TensorScope();
        var packed = Frozen(1, 1, 9, 3 * 8);
        var segments = Ids([1, 1, 1, 1, 2, 2, 2, 0, 0], 1, 9);
        var together = Functional.CausalAttention(packed, 2, options: new() { Mask = new(segments, segments) }).ToArray<float>();
        var first = Functional.CausalAttention(Functional.Slice(packed, 1, 0, 4), 2).ToArray<float>();
        var second = Functional.CausalAttention(Functional.Slice(packed, 1, 4, 3), 2).ToArray<float>();
        Assert.That(together[..32], Is.EqualTo(first).Within(1e-6));
        Assert.That(together[32..56], Is.EqualTo(second).Within(1e-6));
        Assert.That(together[56..], Has.All.Zero);
    }

    private static AttentionShape Geometry(
        int batch, int queries, int keys, int heads, int keyValueHeads, int headSize, bool causal) => new()
        {
            Batch = batch,
            QueryLength = queries,
            KeyLength = keys,
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadSize = headSize,
            Scale = 0.7f,
            Causal = causal,
            QueryStride = heads * headSize,
            KeyStride = keyValueHeads * headSize,
            ValueStride = keyValueHeads * headSize,
        };
}
