using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Partial vectors at the end of a row.</summary>
internal static class Lanes<T> where T : unmanaged, ISimd<T>
{
    /// <summary>The first <paramref name="count"/> lanes as they are, the others 0.</summary>
    [MethodImpl(Compile.Inline)]
    public static T Keep(T value, int count) => value & T.GreaterThan(T.Broadcast(count), T.LaneIndices);

    /// <summary>The first <paramref name="count"/> lanes as they are, the others <paramref name="filler"/>.</summary>
    [MethodImpl(Compile.Inline)]
    public static T Keep(T value, int count, float filler) =>
        T.Select(T.GreaterThan(T.Broadcast(count), T.LaneIndices), value, T.Broadcast(filler));
}
