using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Turns signed bytes into Float32.</summary>
internal static unsafe class EightBitKernel
{
    /// <summary>Decodes a row: <c>target = codes · scale</c>.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Decode(sbyte* codes, int count, float scale, float* target)
    {
        for (var i = 0; i < count; i++)
            target[i] = codes[i] * scale;
    }
}
