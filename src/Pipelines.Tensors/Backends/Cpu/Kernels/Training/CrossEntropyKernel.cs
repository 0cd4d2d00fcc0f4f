using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Softmax cross-entropy over transposed logits: row v holds one token's logits, lane r is one row of the input. So the projection's weight
/// is read where it lies, statistics need no sums across lanes, and a block of tokens is long enough to work on alone.
/// </summary>
internal static unsafe class CrossEntropyKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Maxima, and sums of exponentials under them, of up to a vector of lanes over some tokens.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Statistics(float* logits, nint stride, int tokens, int lanes, float* maxima, float* sums)
    {
        var maximum = T.Broadcast(float.NegativeInfinity);
        for (var v = 0; v < tokens; v++)
            maximum = T.Max(maximum, T.LoadPartial(logits + v * stride, lanes));
        var sum = T.Zero;
        for (var v = 0; v < tokens; v++)
            sum += SimdMath<T>.Exp(T.LoadPartial(logits + v * stride, lanes) - maximum);
        maximum.StorePartial(maxima, lanes);
        sum.StorePartial(sums, lanes);
    }

    /// <summary>Joins the statistics of blocks of tokens, in order: the logarithm of the sum of all exponentials.</summary>
    [MethodImpl(Compile.Loop)]
    public static void LogSumExp(float* maxima, float* sums, nint stride, int blocks, int lanes, float* result)
    {
        for (var lane = 0; lane < lanes; lane += T.Count)
        {
            var count = Math.Min(T.Count, lanes - lane);
            var maximum = T.LoadPartial(maxima + lane, count);
            for (var block = 1; block < blocks; block++)
                maximum = T.Max(maximum, T.LoadPartial(maxima + block * stride + lane, count));
            var total = T.Zero;
            for (var block = 0; block < blocks; block++)
            {
                var factor = SimdMath<T>.Exp(T.LoadPartial(maxima + block * stride + lane, count) - maximum);
                total = T.MultiplyAdd(T.LoadPartial(sums + block * stride + lane, count), factor, total);
            }

            (maximum + SimdMath<T>.Log(total)).StorePartial(result + lane, count);
        }
    }

    /// <summary>Logits of up to a vector of lanes become scaled probabilities: 0 where the scale is 0, whatever the logits.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Probabilities(float* logits, nint stride, int tokens, int lanes, float* logSumExp, float* scales)
    {
        var normaliser = T.LoadPartial(logSumExp, lanes);
        var scale = T.LoadPartial(scales, lanes);
        var counted = T.GreaterThan(scale * scale, T.Zero);
        for (var v = 0; v < tokens; v++)
        {
            var at = logits + v * stride;
            (SimdMath<T>.Exp(T.LoadPartial(at, lanes) - normaliser) * scale & counted).StorePartial(at, lanes);
        }
    }
}

/// <summary>How transposed logits are cut: blocks of tokens times vectors of lanes.</summary>
internal static class CrossEntropyBlocks
{
    /// <summary>Tokens per block.</summary>
    public const int Tokens = 1024;

    /// <summary>Lanes per item.</summary>
    public const int Lanes = 64;

    /// <summary>How many blocks of tokens there are.</summary>
    public static int TokenBlocks(int vocabulary) => (vocabulary + Tokens - 1) / Tokens;

    /// <summary>How many blocks of lanes there are.</summary>
    public static int LaneBlocks(int rows) => (rows + Lanes - 1) / Lanes;
}

/// <summary>One row of maxima and one of sums for every block of tokens.</summary>
internal unsafe struct CrossEntropyStatisticsWork<T>(float* logits, int vocabulary, int rows, nint stride, float* maxima, float* sums)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var blocks = CrossEntropyBlocks.LaneBlocks(rows);
        var block = index / blocks;
        var token = block * CrossEntropyBlocks.Tokens;
        var tokens = Math.Min(CrossEntropyBlocks.Tokens, vocabulary - token);
        var first = index % blocks * CrossEntropyBlocks.Lanes;
        var end = Math.Min(rows, first + CrossEntropyBlocks.Lanes);
        for (var lane = first; lane < end; lane += T.Count)
        {
            CrossEntropyKernel<T>.Statistics(
                logits + token * stride + lane, stride, tokens, Math.Min(T.Count, end - lane),
                maxima + block * stride + lane, sums + block * stride + lane);
        }
    }
}

/// <summary>Logits become scaled probabilities.</summary>
internal unsafe struct CrossEntropyProbabilitiesWork<T>(
    float* logits, int vocabulary, int rows, nint stride, float* logSumExp, float* scales)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var blocks = CrossEntropyBlocks.LaneBlocks(rows);
        var token = index / blocks * CrossEntropyBlocks.Tokens;
        var tokens = Math.Min(CrossEntropyBlocks.Tokens, vocabulary - token);
        var first = index % blocks * CrossEntropyBlocks.Lanes;
        var end = Math.Min(rows, first + CrossEntropyBlocks.Lanes);
        for (var lane = first; lane < end; lane += T.Count)
        {
            CrossEntropyKernel<T>.Probabilities(
                logits + token * stride + lane, stride, tokens, Math.Min(T.Count, end - lane), logSumExp + lane, scales + lane);
        }
    }
}
