using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>Hints that memory will be used soon; nothing where the processor takes none.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Bytes per cache line.</summary>
    private const int Line = 64;

    /// <summary>Asks for a line in the first-level cache.</summary>
    [MethodImpl(Compile.Inline)]
    public static void Near(void* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(address);
    }

    /// <summary>Asks for rows of floats in the first-level cache.</summary>
    public static void Rows(float* first, nint stride, int rows, int columns)
    {
        for (var i = 0; i < rows; i++)
        {
            var end = first + columns;
            for (var at = first; at < end; at += Line / sizeof(float))
                Near(at);
            first += stride;
        }
    }
}
