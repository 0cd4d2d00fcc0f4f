using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// The relative terms of disentangled attention (He et al. 2021) of one sequence and head. Products of all content rows with the relative
/// positions in use are made in scratch, [length, positions], and gathered into the bias; backward, the bias's gradient is scattered into
/// such a matrix, whose products are the gradients.
/// </summary>
internal static unsafe class DisentangledBiasKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Columns of the bias that are gathered together: a row of products each, which stay in the first-level cache.</summary>
    private const int ColumnBlock = 16;

    /// <summary>Floats of scratch that an item needs.</summary>
    public static int ScratchLength(in DisentangledShape shape)
    {
        var rows = HeadPanels<T>.PaddedRows(Math.Max(shape.Length, shape.Count));
        return checked(
            rows * HeadPanels<T>.PaddedSize(shape.HeadSize) + MicroKernel<T>.Width * shape.HeadSize
            + (shape.Length + MicroKernel<T>.MaximumHeight) * Stride(shape));
    }

    /// <summary>Computes the bias of one sequence and head.</summary>
    public static void Run(
        in DisentangledShape shape, float* query, float* key, float* positionKey, float* positionQuery, float* bias, int sequence, int head,
        float* scratch)
    {
        var buffers = new Buffers(shape, scratch);
        var target = shape.BiasAt(bias, sequence, head);
        if (positionKey != null)
        {
            Products(shape, shape.RowAt(query, sequence, 0, head), shape.PositionAt(positionKey, 0, head), buffers);
            GatherRows(shape, buffers.Products, target);
        }
        else
        {
            new Span<float>(target, shape.Length * shape.Length).Clear();
        }

        if (positionQuery != null)
        {
            Products(shape, shape.RowAt(key, sequence, 0, head), shape.PositionAt(positionQuery, 0, head), buffers);
            AddColumns(shape, buffers.Products, target);
        }
    }

    /// <summary>Adds one term's gradients of one sequence and head.</summary>
    public static void RunBackward(
        in DisentangledShape shape, in DisentangledTerm term, float* biasGradient, int sequence, int head, float* scratch)
    {
        if (term.Positions == null || (term.RowGradient == null && term.PositionGradient == null))
            return;
        var buffers = new Buffers(shape, scratch);
        var (stride, size) = (Stride(shape), shape.HeadSize);
        new Span<float>(buffers.Products, (shape.Length + MicroKernel<T>.MaximumHeight) * stride).Clear();
        var slopes = shape.BiasAt(biasGradient, sequence, head);
        if (term.IsTransposed)
            ScatterColumns(shape, slopes, buffers.Products);
        else
            ScatterRows(shape, slopes, buffers.Products);
        if (term.RowGradient != null)
        {
            HeadPanels<T>.PackElements(shape.PositionAt(term.Positions, 0, head), shape.RowStride, shape.Count, size, buffers.Packed);
            for (var row = 0; row < shape.Length; row += MicroKernel<T>.Height)
            {
                HeadPanels<T>.Multiply(
                    buffers.Products + (nint)row * stride, stride, 1, Math.Min(MicroKernel<T>.Height, shape.Length - row), buffers.Packed,
                    shape.Count, 0, shape.Count, size, shape.RowAt(term.RowGradient, sequence, row, head), shape.RowStride, shape.Scale,
                    true);
            }
        }

        if (term.PositionGradient != null)
        {
            HeadPanels<T>.PackElements(shape.RowAt(term.Rows, sequence, 0, head), shape.RowStride, shape.Length, size, buffers.Packed);
            for (var position = 0; position < shape.Count; position += MicroKernel<T>.Height)
            {
                HeadPanels<T>.Multiply(
                    buffers.Products + position, 1, stride, Math.Min(MicroKernel<T>.Height, shape.Count - position), buffers.Packed,
                    shape.Length, 0, shape.Length, size, shape.PositionAt(term.PositionGradient, position, head), shape.RowStride,
                    shape.Scale, true);
            }
        }
    }

    private static int Stride(in DisentangledShape shape) =>
        (shape.Count + MicroKernel<T>.Width - 1) / MicroKernel<T>.Width * MicroKernel<T>.Width;

    private static void Products(in DisentangledShape shape, float* rows, float* positions, in Buffers buffers)
    {
        var (stride, size) = (Stride(shape), shape.HeadSize);
        HeadPanels<T>.PackStrips(rows, shape.RowStride, shape.Length, size, buffers.Packed);
        for (var first = 0; first < shape.Count; first += MicroKernel<T>.Width)
        {
            var count = Math.Min(MicroKernel<T>.Width, shape.Count - first);
            HeadPanels<T>.PackColumns(positions + first * shape.RowStride, shape.RowStride, count, size, buffers.Columns);
            HeadPanels<T>.Scores(
                buffers.Packed, shape.Length, buffers.Columns, size, 0, shape.Length, shape.Scale, buffers.Products + first, stride);
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void GatherRows(in DisentangledShape shape, float* products, float* bias)
    {
        var (length, stride) = (shape.Length, (nint)Stride(shape));
        for (var i = 0; i < length; i++)
        {
            var indices = shape.IndicesOf(i);
            var row = products + i * stride - shape.First;
            for (var j = 0; j < length; j++)
                bias[j] = row[indices[-j]];
            bias += length;
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void AddColumns(in DisentangledShape shape, float* products, float* bias)
    {
        var (length, stride) = (shape.Length, (nint)Stride(shape));
        for (var block = 0; block < length; block += ColumnBlock)
        {
            var end = Math.Min(length, block + ColumnBlock);
            for (var i = 0; i < length; i++)
            {
                var indices = shape.IndicesOf(i);
                var target = bias + (nint)i * length;
                for (var j = block; j < end; j++)
                    target[j] += products[j * stride + indices[-j] - shape.First];
            }
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void ScatterRows(in DisentangledShape shape, float* slopes, float* products)
    {
        var (length, stride) = (shape.Length, (nint)Stride(shape));
        for (var i = 0; i < length; i++)
        {
            var indices = shape.IndicesOf(i);
            var row = products + i * stride - shape.First;
            for (var j = 0; j < length; j++)
                row[indices[-j]] += slopes[j];
            slopes += length;
        }
    }

    [MethodImpl(Compile.Loop)]
    private static void ScatterColumns(in DisentangledShape shape, float* slopes, float* products)
    {
        var (length, stride) = (shape.Length, (nint)Stride(shape));
        for (var block = 0; block < length; block += ColumnBlock)
        {
            var end = Math.Min(length, block + ColumnBlock);
            for (var i = 0; i < length; i++)
            {
                var indices = shape.IndicesOf(i);
                var source = slopes + (nint)i * length;
                for (var j = block; j < end; j++)
                    products[j * stride + indices[-j] - shape.First] += source[j];
            }
        }
    }

    /// <summary>An item's scratch, divided.</summary>
    private readonly struct Buffers
    {
        public Buffers(in DisentangledShape shape, float* scratch)
        {
            Packed = scratch;
            Columns = Packed
                + (nint)HeadPanels<T>.PaddedRows(Math.Max(shape.Length, shape.Count)) * HeadPanels<T>.PaddedSize(shape.HeadSize);
            Products = Columns + (nint)MicroKernel<T>.Width * shape.HeadSize;
        }

        /// <summary>Content rows as strips, or rows of either kind as panels.</summary>
        public float* Packed { get; }

        /// <summary>A panel of positions.</summary>
        public float* Columns { get; }

        /// <summary>[length, positions], and the rest of the last strip.</summary>
        public float* Products { get; }
    }
}

/// <summary><see cref="DisentangledBiasKernel{T}"/> over sequences and heads.</summary>
internal unsafe struct DisentangledBiasWork<T>(
    DisentangledShape shape, float* query, float* key, float* positionKey, float* positionQuery, float* bias, float* scratch,
    int scratchLength) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot) =>
        DisentangledBiasKernel<T>.Run(
            shape, query, key, positionKey, positionQuery, bias, index / shape.HeadCount, index % shape.HeadCount,
            scratch + (nint)slot * scratchLength);
}

/// <summary>The backward pass of <see cref="DisentangledBiasKernel{T}"/> over heads.</summary>
internal unsafe struct DisentangledBiasBackwardWork<T>(
    DisentangledShape shape, DisentangledTerm toPosition, DisentangledTerm toContent, float* biasGradient, float* scratch,
    int scratchLength) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var own = scratch + (nint)slot * scratchLength;
        for (var sequence = 0; sequence < shape.Batch; sequence++)
        {
            DisentangledBiasKernel<T>.RunBackward(shape, toPosition, biasGradient, sequence, index, own);
            DisentangledBiasKernel<T>.RunBackward(shape, toContent, biasGradient, sequence, index, own);
        }
    }
}
