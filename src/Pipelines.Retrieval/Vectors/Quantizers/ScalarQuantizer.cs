using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Retrieval;

/// <summary>A byte a component: its place between the least and the largest value that this component had in training.</summary>
internal sealed unsafe class ScalarQuantizer(float[] least, float[] step)
{
    private const int Levels = 255;

    public ReadOnlyMemory<float> Least => least;

    public ReadOnlyMemory<float> Step => step;

    public static ScalarQuantizer Train(float* rows, int count, int dimension)
    {
        var least = new ReadOnlySpan<float>(rows, dimension).ToArray();
        var largest = least.AsSpan().ToArray();
        for (var row = 1; row < count; row++)
        {
            var values = rows + (nint)row * dimension;
            for (var i = 0; i < dimension; i++)
            {
                least[i] = Math.Min(least[i], values[i]);
                largest[i] = Math.Max(largest[i], values[i]);
            }
        }

        var step = new float[dimension];
        for (var i = 0; i < dimension; i++)
            step[i] = (float)(((double)largest[i] - least[i]) / Levels);
        return new(least, step);
    }

    /// <summary>Writes the codes of a row, 16 apart.</summary>
    public void Encode(float* row, byte* codes)
    {
        for (var i = 0; i < least.Length; i++)
        {
            var place = step[i] > 0 ? Math.Round((row[i] - (double)least[i]) / step[i]) : 0;
            codes[(nint)i * BlockKernels.Rows] = (byte)Math.Clamp(place, 0, Levels);
        }
    }

    public void Decode(byte* codes, Span<float> row)
    {
        for (var i = 0; i < least.Length; i++)
            row[i] = MathF.FusedMultiplyAdd(step[i], codes[(nint)i * BlockKernels.Rows], least[i]);
    }

    /// <summary>What of a query does not depend on codes: its components above the least ones; or scaled by the steps.</summary>
    /// <param name="query">The query.</param>
    /// <param name="isL2">Whether squared distances are wanted.</param>
    /// <param name="prepared">Takes a number a component.</param>
    /// <returns>What every key begins with.</returns>
    public float Prepare(float* query, bool isL2, float* prepared)
    {
        var start = 0d;
        for (var i = 0; i < least.Length; i++)
        {
            prepared[i] = isL2 ? query[i] - least[i] : query[i] * step[i];
            start -= isL2 ? 0 : (double)query[i] * least[i];
        }

        return (float)start;
    }

    /// <summary>The keys of a block's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Keys(float* prepared, float start, byte* block, bool isL2, float* keys)
    {
        fixed (float* steps = step)
        {
            var count = least.Length;
            if (Avx512F.IsSupported)
            {
                var sum = Vector512.Create(start);
                for (nint i = 0; i < count; i++, block += BlockKernels.Rows)
                {
                    var codes = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(block)));
                    if (isL2)
                    {
                        var difference = Vector512.FusedMultiplyAdd(codes, Vector512.Create(-steps[i]), Vector512.Create(prepared[i]));
                        sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
                    }
                    else
                        sum = Vector512.FusedMultiplyAdd(codes, Vector512.Create(-prepared[i]), sum);
                }

                sum.Store(keys);
                return;
            }

            new Span<float>(keys, BlockKernels.Rows).Fill(start);
            for (nint i = 0; i < count; i++, block += BlockKernels.Rows)
            {
                for (var lane = 0; lane < BlockKernels.Rows; lane++)
                {
                    if (isL2)
                    {
                        var difference = MathF.FusedMultiplyAdd(block[lane], -steps[i], prepared[i]);
                        keys[lane] = MathF.FusedMultiplyAdd(difference, difference, keys[lane]);
                    }
                    else
                        keys[lane] = MathF.FusedMultiplyAdd(block[lane], -prepared[i], keys[lane]);
                }
            }
        }
    }
}
