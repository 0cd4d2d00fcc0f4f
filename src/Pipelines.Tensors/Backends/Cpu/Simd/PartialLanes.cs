using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Partial loads and stores through a buffer, for processors without masked moves.</summary>
internal static unsafe class PartialLanes
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static T Load<T>(float* source, int count) where T : unmanaged, ISimd<T>
    {
        var buffer = T.Zero;
        var lanes = (float*)&buffer;
        for (var i = 0; i < count; i++)
            lanes[i] = source[i];
        return buffer;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Store<T>(T value, float* target, int count) where T : unmanaged, ISimd<T>
    {
        var lanes = (float*)&value;
        for (var i = 0; i < count; i++)
            target[i] = lanes[i];
    }
}
