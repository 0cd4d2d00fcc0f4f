using System.Numerics;

namespace Pipelines.Retrieval;

/// <summary>Offers the rows of blocks to the best of one query, by their keys as <see cref="BlockKernels.Keys"/> computes them.</summary>
internal static unsafe class BlockScan
{
    public static void Scan(VectorBlocks blocks, int start, int end, float* query, bool isL2, Func<long, bool>? filter, TopK<float> best)
    {
        var keys = stackalloc float[4 * BlockKernels.Rows];
        while (start < end)
        {
            var count = 1;
            if (end - start >= 4 && blocks.Adjacent(start) >= 4)
            {
                count = 4;
                BlockKernels.KeysOfFour(query, blocks.Block(start), blocks.Stride, blocks.Dimension, isL2, keys);
            }
            else
                BlockKernels.Keys(query, blocks.Block(start), blocks.Dimension, isL2, keys);

            for (var i = 0; i < count; i++, start++)
                Offer(blocks.Ids, start, keys + i * BlockKernels.Rows, blocks.Lanes(start), filter, best);
        }
    }

    /// <summary>The row of the lowest key, and of equal ones the first.</summary>
    public static int Nearest(VectorBlocks blocks, float* query, bool isL2)
    {
        var keys = stackalloc float[4 * BlockKernels.Rows];
        var least = float.PositiveInfinity;
        var nearest = 0;
        for (var start = 0; start < blocks.BlockCount;)
        {
            var count = 1;
            if (blocks.BlockCount - start >= 4 && blocks.Adjacent(start) >= 4)
            {
                count = 4;
                BlockKernels.KeysOfFour(query, blocks.Block(start), blocks.Stride, blocks.Dimension, isL2, keys);
            }
            else
                BlockKernels.Keys(query, blocks.Block(start), blocks.Dimension, isL2, keys);

            for (var i = 0; i < count; i++, start++)
            {
                var these = keys + i * BlockKernels.Rows;
                for (var mask = BlockKernels.AtMost(these, least) & blocks.Lanes(start); mask != 0; mask &= mask - 1)
                {
                    var lane = BitOperations.TrailingZeroCount(mask);
                    if (!(these[lane] < least))
                        continue;
                    least = these[lane];
                    nearest = start * BlockKernels.Rows + lane;
                }
            }
        }

        return nearest;
    }

    /// <summary>Offers rows of a block whose keys are known.</summary>
    public static void Offer(ReadOnlySpan<long> ids, int block, float* keys, uint lanes, Func<long, bool>? filter, TopK<float> best)
    {
        for (var mask = BlockKernels.AtMost(keys, best.Worst) & lanes; mask != 0; mask &= mask - 1)
        {
            var lane = BitOperations.TrailingZeroCount(mask);
            var id = ids[block * BlockKernels.Rows + lane];
            if (filter is null || filter(id))
                best.Offer(keys[lane], id);
        }
    }
}
