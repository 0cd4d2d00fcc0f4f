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
