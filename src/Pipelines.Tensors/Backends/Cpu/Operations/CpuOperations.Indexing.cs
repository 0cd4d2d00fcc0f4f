namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Rotary(Tensor rows, int offset, int headCount, int headSize, Tensor cosine, Tensor sine, Tensor positions, bool inverse)
    {
        ThrowIfOutside(positions, cosine.Shape[0], 0, nameof(positions));
        var (count, width) = (rows.Shape.RowCount, rows.Shape[-1]);
        var rowsPerItem = Chunk.Rows(headCount * headSize);
        _workers.Run(
            DivideUp(count, rowsPerItem),
            new RotaryWork<T>(
                Floats(rows) + offset, width, headCount, headSize, Floats(cosine), Floats(sine), Integers(positions), inverse ? -1 : 1,
                count, rowsPerItem));
    }

    public void Embedding(Tensor ids, Tensor table, Tensor result, bool accumulate)
    {
        ThrowIfOutside(ids, table.Shape[0], 0, nameof(ids));
        var (rows, width) = (checked((int)ids.Shape.ElementCount), table.Shape[-1]);
        var rowsPerItem = Chunk.Rows(width);
        if (table.ElementType == ElementType.BFloat16)
        {
            _workers.Run(
                DivideUp(rows, rowsPerItem),
                new StoredEmbeddingWork(Integers(ids), (ushort*)Bytes(table), Floats(result), accumulate, rows, width, rowsPerItem));
            return;
        }

        _workers.Run(
            DivideUp(rows, rowsPerItem),
            new EmbeddingWork<T>(Integers(ids), Floats(table), Floats(result), accumulate, rows, width, rowsPerItem));
    }

    public void EmbeddingBackward(Tensor ids, Tensor resultGradient, Tensor tableGradient)
    {
        ThrowIfOutside(ids, tableGradient.Shape[0], 0, nameof(ids));
        var (rows, width) = (checked((int)ids.Shape.ElementCount), tableGradient.Shape[-1]);
        _workers.Run(
            EmbeddingBackwardWork<T>.ItemCount(width),
            new EmbeddingBackwardWork<T>(Integers(ids), Floats(resultGradient), Floats(tableGradient), rows, width));
    }

    public void CopyBlock(
        Tensor source, int sourceOffset, int sourceStride, Tensor target, int targetOffset, int targetStride, int rows, int columns,
        bool accumulate)
    {
        var rowsPerItem = Chunk.Rows(columns);
        _workers.Run(
            DivideUp(rows, rowsPerItem),
            new CopyBlockWork<T>(
                Floats(source) + sourceOffset, sourceStride, Floats(target) + targetOffset, targetStride, accumulate,
                rows, columns, rowsPerItem));
    }

    public void Permute(Tensor source, ReadOnlySpan<int> axes, Tensor result)
    {
        var count = result.Shape.ElementCount;
        if (count == 0)
            return;
        var (extents, strides) = (default(PermuteExtents), default(PermuteExtents));
        ((Span<int>)extents).Fill(1);
        Span<int> sourceStrides = stackalloc int[axes.Length];
        for (var (axis, stride) = (axes.Length - 1, 1); axis >= 0; axis--)
        {
            sourceStrides[axis] = stride;
            stride *= source.Shape[axis];
        }

        for (var axis = 0; axis < axes.Length; axis++)
        {
            var place = Shape.MaximumRank - axes.Length + axis;
            extents[place] = result.Shape[axis];
            strides[place] = sourceStrides[axes[axis]];
        }

        var width = extents[Shape.MaximumRank - 1];
        var rows = checked((int)(count / width));
        var rowsPerItem = Chunk.Rows(width);
        var items = DivideUp(rows, rowsPerItem);
        var from = Bytes(source);
        var to = Bytes(result);
        switch (source.ElementType)
        {
            case ElementType.Float32 or ElementType.Int32:
                _workers.Run(items, new PermuteWork<int>((int*)from, (int*)to, extents, strides, rows, rowsPerItem));
                break;
            case ElementType.BFloat16 or ElementType.Float16:
                _workers.Run(items, new PermuteWork<short>((short*)from, (short*)to, extents, strides, rows, rowsPerItem));
                break;
            case ElementType.Int64 or ElementType.Float64:
                _workers.Run(items, new PermuteWork<long>((long*)from, (long*)to, extents, strides, rows, rowsPerItem));
                break;
            default:
                _workers.Run(items, new PermuteWork<byte>((byte*)from, (byte*)to, extents, strides, rows, rowsPerItem));
                break;
        }
    }
}
