using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Adam over blocks whose moments are stored in 8 bits: each is expanded on the stack, updated in single precision, and rounded again with
/// the block's new largest magnitude.
/// </summary>
internal unsafe struct Adam8BitWork<T>(
    AdamUpdate<T> update, float* parameter, float* gradient, byte* firstCodes, float* firstScales, byte* secondCodes, float* secondScales,
    int blockSize, long length)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    /// <summary>The largest block that fits on the stack.</summary>
    public const int MaximumBlockSize = 4096;

    /// <summary>How many blocks an item has.</summary>
    public static int BlocksPerItem(int blockSize) => Math.Max(1, Chunk.Length / blockSize);

    public readonly void Execute(int index, int slot)
    {
        var first = stackalloc float[blockSize];
        var second = stackalloc float[blockSize];
        var perItem = BlocksPerItem(blockSize);
        for (var block = (long)index * perItem; block < (index + 1L) * perItem && block * blockSize < length; block++)
        {
            var start = block * blockSize;
            var count = (int)Math.Min(blockSize, length - start);
            Adam8BitKernel<T>.Expand(DynamicMap.Signed, firstCodes + start, firstScales[block], first, count);
            Adam8BitKernel<T>.Expand(DynamicMap.Unsigned, secondCodes + start, secondScales[block], second, count);
            UpdateKernel<T, AdamUpdate<T>>.Run(update, parameter + start, gradient + start, first, second, null, count);
            firstScales[block] = Adam8BitKernel<T>.Round(DynamicMap.Signed, first, firstCodes + start, count, least: 0);
            // A second moment that is there must not vanish: the next step would be divided by epsilon alone.
            secondScales[block] = Adam8BitKernel<T>.Round(DynamicMap.Unsigned, second, secondCodes + start, count, least: 1);
        }
    }
}

/// <summary>Expanding and rounding of a block.</summary>
internal static unsafe class Adam8BitKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary><c>values[i] = map[codes[i]] · scale</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Expand(DynamicMap map, byte* codes, float scale, float* values, int count)
    {
        fixed (float* table = map.Codes)
        {
            for (var i = 0; i < count; i++)
                values[i] = table[codes[i]] * scale;
        }
    }

    /// <summary>
    /// The codes nearest to the values over their largest magnitude, which is returned; values above 0 get at least a code.
    /// </summary>
    [MethodImpl(Compile.Loop)]
    public static float Round(DynamicMap map, float* values, byte* codes, int count, int least)
    {
        var largest = T.Zero;
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
        {
            var value = T.Load(values + i);
            largest = T.Max(largest, T.Max(value, T.Zero - value));
        }

        if (i < count)
        {
            var value = T.LoadPartial(values + i, count - i);
            largest = T.Max(largest, T.Max(value, T.Zero - value));
        }

        var scale = largest.Maximum();
        if (!(scale > 0f))
        {
            new Span<byte>(codes, count).Clear();
            return scale;
        }

        map.Round(values, 1f / scale, codes, count, least);
        return scale;
    }
}
