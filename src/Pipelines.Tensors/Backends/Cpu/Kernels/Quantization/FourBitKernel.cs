using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>Turns 4-bit codes into Float32: a code's value times the scale of its block.</summary>
internal static unsafe class FourBitKernel
{
    /// <summary>Decodes elements that share a scale.</summary>
    /// <param name="codes">The whole tensor's packed codes.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="table">The 16 values.</param>
    /// <param name="scale">Their scale.</param>
    /// <param name="target">Receives them.</param>
    [MethodImpl(Compile.Loop)]
    public static void Decode(byte* codes, long first, int count, float* table, float scale, float* target)
    {
        var i = 0;
        if ((first & 1) != 0 && count > 0)
            target[i++] = table[codes[first >> 1] & 15] * scale;
        var bytes = codes + ((first + i) >> 1);
        if (Avx512F.IsSupported)
        {
            var values = Avx512F.LoadVector512(table);
            var factor = Avx512F.BroadcastScalarToVector512(Vector128.CreateScalar(scale));
            for (; i <= count - 16; i += 16)
            {
                var packed = Vector128.CreateScalar(*(ulong*)bytes).AsByte();
                var upper = packed >>> 4;
                var lower = packed & Vector128.Create((byte)15);
                var nibbles = Vector128.ConditionalSelect(OddLanes, Vector128.Shuffle(lower, Spread), Vector128.Shuffle(upper, Spread));
                var indices = Avx512F.ConvertToVector512Int32(nibbles);
                Avx512F.Store(target + i, Avx512F.Multiply(Avx512F.PermuteVar16x32(values, indices), factor));
                bytes += 8;
            }
        }

        for (; i <= count - 2; i += 2)
        {
            var pair = *bytes++;
            target[i] = table[pair >> 4] * scale;
            target[i + 1] = table[pair & 15] * scale;
        }

        if (i < count)
            target[i] = table[*bytes >> 4] * scale;
    }

    private static Vector128<byte> Spread => Vector128.Create((byte)0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);

    private static Vector128<byte> OddLanes => Vector128.Create(0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, 255, 0, (byte)255);
}
