using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Gated activations (Shazeer 2020) over rows of [gate | up].</summary>
internal static unsafe class GateKernel<T, TActivation>
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    /// <summary><c>result = f(gate) · up</c> for one row of <paramref name="width"/> results.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Forward(float* gate, float* result, int width)
    {
        var up = gate + width;
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
            (TActivation.Value(T.Load(gate + i)) * T.Load(up + i)).Store(result + i);
        if (i < width)
        {
            var rest = width - i;
            (TActivation.Value(T.LoadPartial(gate + i, rest)) * T.LoadPartial(up + i, rest)).StorePartial(result + i, rest);
        }
    }

    /// <summary>Gradients of one row's gate and up halves.</summary>
    [MethodImpl(Compile.Loop)]
    public static void Backward(float* resultGradient, float* gate, float* gateGradient, int width)
    {
        var up = gate + width;
        var upGradient = gateGradient + width;
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
        {
            var gradient = T.Load(resultGradient + i);
            var value = TActivation.Value(T.Load(gate + i), out var derivative);
            var other = T.Load(up + i);
            (gradient * other * derivative).Store(gateGradient + i);
            (gradient * value).Store(upGradient + i);
        }

        if (i < width)
        {
            var rest = width - i;
            var gradient = T.LoadPartial(resultGradient + i, rest);
            var value = TActivation.Value(T.LoadPartial(gate + i, rest), out var derivative);
            var other = T.LoadPartial(up + i, rest);
            (gradient * other * derivative).StorePartial(gateGradient + i, rest);
            (gradient * value).StorePartial(upGradient + i, rest);
        }
    }
}

/// <summary><see cref="GateKernel{T, TActivation}.Forward"/> over chunks of rows.</summary>
internal unsafe struct GateWork<T, TActivation>(float* gateUp, float* result, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
            GateKernel<T, TActivation>.Forward(gateUp + 2L * row * width, result + (long)row * width, width);
    }
}

/// <summary><see cref="GateKernel{T, TActivation}.Backward"/> over chunks of rows.</summary>
internal unsafe struct GateBackwardWork<T, TActivation>(
    float* resultGradient, float* gateUp, float* gateUpGradient, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
    where TActivation : unmanaged, IActivation<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = 2L * row * width;
            GateKernel<T, TActivation>.Backward(resultGradient + (long)row * width, gateUp + at, gateUpGradient + at, width);
        }
    }
}
