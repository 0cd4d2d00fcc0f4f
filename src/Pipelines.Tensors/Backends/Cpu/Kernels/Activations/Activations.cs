using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>See <see cref="Activation.None"/>.</summary>
internal readonly struct Identity<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => x;

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        derivative = T.Broadcast(1f);
        return x;
    }
}

/// <summary>See <see cref="Activation.Gelu"/>: x · Φ(x).</summary>
internal readonly struct Gelu<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => x * SimdMath<T>.NormalDistribution(x, out _);

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        var distribution = SimdMath<T>.NormalDistribution(x, out var exponential);
        derivative = T.MultiplyAdd(x * exponential, T.Broadcast(0.39894228f), distribution);
        return x * distribution;
    }
}

/// <summary>See <see cref="Activation.GeluTanh"/>: ½ x (1 + tanh u) = x · sigmoid(2u) with u = √(2/π) (x + 0.044715 x³).</summary>
internal readonly struct GeluTanh<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    private const float Linear = 1.5957691f;
    private const float Cubic = 0.07135481f;

    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => x * SimdMath<T>.Sigmoid(x * T.MultiplyAdd(x * x, T.Broadcast(Cubic), T.Broadcast(Linear)));

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        var square = x * x;
        var sigmoid = SimdMath<T>.Sigmoid(x * T.MultiplyAdd(square, T.Broadcast(Cubic), T.Broadcast(Linear)), out var complement);
        var value = x * sigmoid;
        var slope = T.MultiplyAdd(square, T.Broadcast(3 * Cubic), T.Broadcast(Linear));

        // Far out the slope's square overflows where the sigmoid has long been 0 or 1: the derivative there is the sigmoid.
        derivative = T.MultiplyAdd(value * complement, T.Min(slope, T.Broadcast(1e6f)), sigmoid);
        return value;
    }
}

/// <summary>See <see cref="Activation.Silu"/>.</summary>
internal readonly struct Silu<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => x * SimdMath<T>.Sigmoid(x);

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        var sigmoid = SimdMath<T>.Sigmoid(x, out var complement);
        var value = x * sigmoid;
        derivative = T.MultiplyAdd(value, complement, sigmoid);
        return value;
    }
}

/// <summary>See <see cref="Activation.GeluSigmoid"/>.</summary>
internal readonly struct GeluSigmoid<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    private const float Steepness = 1.702f;

    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => x * SimdMath<T>.Sigmoid(x * T.Broadcast(Steepness));

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        var sigmoid = SimdMath<T>.Sigmoid(x * T.Broadcast(Steepness), out var complement);
        var value = x * sigmoid;
        derivative = T.MultiplyAdd(value * complement, T.Broadcast(Steepness), sigmoid);
        return value;
    }
}

/// <summary>See <see cref="Activation.Relu"/>.</summary>
internal readonly struct Relu<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => T.Max(T.Zero, x);

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        derivative = T.GreaterThan(x, T.Zero) & T.Broadcast(1f);
        return T.Max(T.Zero, x);
    }
}

/// <summary>See <see cref="Activation.Tanh"/>.</summary>
internal readonly struct HyperbolicTangent<T> : IActivation<T> where T : unmanaged, ISimd<T>
{
    [MethodImpl(Compile.Inline)]
    public static T Value(T x) => SimdMath<T>.Tanh(x);

    [MethodImpl(Compile.Inline)]
    public static T Value(T x, out T derivative)
    {
        var value = SimdMath<T>.Tanh(x);
        derivative = T.Broadcast(1f) - value * value;
        return value;
    }
}
