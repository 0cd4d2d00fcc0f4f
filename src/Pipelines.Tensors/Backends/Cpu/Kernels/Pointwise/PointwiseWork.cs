namespace Pipelines.Tensors;

/// <summary>How long arrays are cut for the worker pool.</summary>
internal static class Chunk
{
    /// <summary>Elements per item: long against the cost of claiming one, short against a core's own cache.</summary>
    public const int Length = 16384;

    /// <summary>How many items an array of this length makes.</summary>
    public static int Count(long length) => checked((int)((length + Length - 1) / Length));

    /// <summary>How many elements an item has.</summary>
    public static int LengthOf(int index, long length) => (int)Math.Min(Length, length - (long)index * Length);

    /// <summary>How many rows of this width an item should have; at least one.</summary>
    public static int Rows(int width) => Math.Max(1, Length / Math.Max(1, width));
}

/// <summary><c>result = f(x)</c>, cut into chunks.</summary>
internal unsafe struct UnaryWork<T, TFunction>(TFunction function, float* x, float* result, long length) : IParallelWork
    where T : unmanaged, ISimd<T>
    where TFunction : unmanaged, IUnary<T>
{
    public readonly void Execute(int index, int slot)
    {
        var start = (long)index * Chunk.Length;
        PointwiseKernel<T>.Apply(function, x + start, result + start, Chunk.LengthOf(index, length));
    }
}

/// <summary><c>result = f(x, y)</c>, cut into chunks.</summary>
internal unsafe struct BinaryWork<T, TFunction>(TFunction function, float* x, float* y, float* result, long length) : IParallelWork
    where T : unmanaged, ISimd<T>
    where TFunction : unmanaged, IBinary<T>
{
    public readonly void Execute(int index, int slot)
    {
        var start = (long)index * Chunk.Length;
        PointwiseKernel<T>.Apply(function, x + start, y + start, result + start, Chunk.LengthOf(index, length));
    }
}

/// <summary><c>result = f(x, y)</c> where y is shorter and repeats, cut into chunks of whole repetitions.</summary>
internal unsafe struct RepeatWork<T, TFunction>(TFunction function, float* x, float* y, float* result, long length, int period, int rows)
    : IParallelWork
    where T : unmanaged, ISimd<T>
    where TFunction : unmanaged, IBinary<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(length, (index + 1L) * rows * period);
        for (var start = (long)index * rows * period; start < end; start += period)
            PointwiseKernel<T>.Apply(function, x + start, y, result + start, period);
    }
}

/// <summary><c>result = f(x, y, z)</c>, cut into chunks.</summary>
internal unsafe struct TernaryWork<T, TFunction>(TFunction function, float* x, float* y, float* z, float* result, long length)
    : IParallelWork
    where T : unmanaged, ISimd<T>
    where TFunction : unmanaged, ITernary<T>
{
    public readonly void Execute(int index, int slot)
    {
        var start = (long)index * Chunk.Length;
        PointwiseKernel<T>.Apply(function, x + start, y + start, z + start, result + start, Chunk.LengthOf(index, length));
    }
}

/// <summary>Sets elements, cut into chunks.</summary>
internal unsafe struct FillWork(float* target, float value, long length) : IParallelWork
{
    public readonly void Execute(int index, int slot) =>
        new Span<float>(target + (long)index * Chunk.Length, Chunk.LengthOf(index, length)).Fill(value);
}

/// <summary>Copies bytes, cut into chunks.</summary>
internal unsafe struct CopyWork(byte* source, byte* target, long length) : IParallelWork
{
    private const int BytesPerItem = 1 << 18;

    /// <summary>How many items there are.</summary>
    public static int ItemCount(long bytes) => checked((int)((bytes + BytesPerItem - 1) / BytesPerItem));

    public readonly void Execute(int index, int slot)
    {
        var start = (long)index * BytesPerItem;
        var count = Math.Min(BytesPerItem, length - start);
        Buffer.MemoryCopy(source + start, target + start, count, count);
    }
}
