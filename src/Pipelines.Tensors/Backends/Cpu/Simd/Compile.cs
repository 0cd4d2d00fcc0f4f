using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>How the runtime is to compile the kernels' methods.</summary>
internal static class Compile
{
    /// <summary>
    /// A loop: optimised at the first call, and never inlined, as a caller's inlining budget may run out in the middle of the vector
    /// operations, each of which must be inlined here.
    /// </summary>
    public const MethodImplOptions Loop = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>A part of loops.</summary>
    public const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
}
