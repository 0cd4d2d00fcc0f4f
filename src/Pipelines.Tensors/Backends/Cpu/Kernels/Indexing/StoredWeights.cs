namespace Pipelines.Tensors;

/// <summary>Widens bfloat16 to floats, over chunks of elements.</summary>
internal unsafe struct WidenWork(ushort* source, float* target, int count) : IParallelWork
{
    private const int ElementsPerItem = 32768;

    /// <summary>How many items there are.</summary>
    public readonly int ItemCount => (count + ElementsPerItem - 1) / ElementsPerItem;

    public readonly void Execute(int index, int slot)
    {
        var first = index * ElementsPerItem;
        var length = Math.Min(ElementsPerItem, count - first);
        ElementConversion.FromBFloat16(new ReadOnlySpan<ushort>(source + first, length), new Span<float>(target + first, length));
    }
}

/// <summary>Rows gathered by id from a table in bfloat16, over chunks of result rows.</summary>
internal unsafe struct StoredEmbeddingWork(
    int* ids, ushort* table, float* result, bool accumulate, int rows, int width, int rowsPerItem) : IParallelWork
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var from = table + (long)ids[row] * width;
            var to = result + (long)row * width;
            if (!accumulate)
            {
                ElementConversion.FromBFloat16(new ReadOnlySpan<ushort>(from, width), new Span<float>(to, width));
                continue;
            }

            for (var i = 0; i < width; i++)
                to[i] += BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
        }
    }
}
