using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Elementary functions over vectors, to float accuracy. The polynomials are minimax fits (Remez) made for this file; the reductions are
/// the textbook ones (Muller, "Elementary Functions"). A NaN argument gives NaN.
/// </summary>
/// <typeparam name="T">The vector type.</typeparam>
internal static class SimdMath<T> where T : unmanaged, ISimd<T>
{
    /// <summary>
    /// e^x to 1.5e-7 relative; 0 below −104, infinity above 89. x = n·ln 2 + r with |r| ≤ ln 2 / 2, then 2^n · e^r.
    /// </summary>
    [MethodImpl(Compile.Inline)]
    public static T Exp(T x)
    {
        x = T.Max(T.Broadcast(-104f), T.Min(T.Broadcast(89f), x));
        var n = T.Round(x * T.Broadcast(1.44269504f));
        var r = T.MultiplyAdd(n, T.Broadcast(-0.693359375f), x);
        r = T.MultiplyAdd(n, T.Broadcast(2.12194440e-4f), r);
        var p = T.MultiplyAdd(r, T.Broadcast(0.00138146f), T.Broadcast(0.008368717f));
        p = T.MultiplyAdd(r, p, T.Broadcast(0.04166839f));
        p = T.MultiplyAdd(r, p, T.Broadcast(0.16666521f));
        p = T.MultiplyAdd(r, p, T.Broadcast(0.49999994f));
        p = T.MultiplyAdd(r * r, p, r) + T.Broadcast(1f);
        return T.ScaleByPowerOfTwo(p, n);
    }

    /// <summary>1 / (1 + e^−x).</summary>
    [MethodImpl(Compile.Inline)]
    public static T Sigmoid(T x) => T.Broadcast(1f) / (T.Broadcast(1f) + Exp(T.Zero - x));

    /// <summary>1 / (1 + e^−x), and one minus that without cancellation.</summary>
    [MethodImpl(Compile.Inline)]
    public static T Sigmoid(T x, out T complement)
    {
        // The exponential stays finite, as it meets a sigmoid that may be 0.
        var exponential = Exp(T.Min(T.Broadcast(88f), T.Zero - x));
        var sigmoid = T.Broadcast(1f) / (T.Broadcast(1f) + exponential);
        complement = exponential * sigmoid;
        return sigmoid;
    }

    /// <summary>tanh x to 2e-7 relative: an odd polynomial below 0.625, 1 − 2 / (e^2|x| + 1) with x's sign above.</summary>
    [MethodImpl(Compile.Inline)]
    public static T Tanh(T x)
    {
        var sign = x & T.BroadcastBits(0x80000000);
        var magnitude = x ^ sign;
        var square = x * x;
        var p = T.MultiplyAdd(square, T.Broadcast(-0.005704987f), T.Broadcast(0.02063909f));
        p = T.MultiplyAdd(square, p, T.Broadcast(-0.053739715f));
        p = T.MultiplyAdd(square, p, T.Broadcast(0.13331442f));
        p = T.MultiplyAdd(square, p, T.Broadcast(-0.3333328f));
        var small = T.MultiplyAdd(square * x, p, x);
        var one = T.Broadcast(1f);
        var large = one - T.Broadcast(2f) / (Exp(magnitude + magnitude) + one);
        return T.Select(T.GreaterThan(T.Broadcast(0.625f), magnitude), small, large | sign);
    }

    /// <summary>
    /// The standard normal distribution: Φ(x) = ½ erfc(−x / √2) to 2e-7, and its density's exponential e^(−x² / 2), which the same steps
    /// yield. erfc z = e^(−z²) · t · P(t) with t = 1 / (1 + 0.33 z).
    /// </summary>
    [MethodImpl(Compile.Inline)]
    public static T NormalDistribution(T x, out T exponential)
    {
        var magnitude = x & T.BroadcastBits(0x7FFFFFFF);
        exponential = Exp(x * x * T.Broadcast(-0.5f));
        var t = T.Broadcast(1f) / T.MultiplyAdd(magnitude, T.Broadcast(0.23334524f), T.Broadcast(1f));
        var p = T.MultiplyAdd(t, T.Broadcast(-0.0679643973f), T.Broadcast(0.2313440889f));
        p = T.MultiplyAdd(t, p, T.Broadcast(-0.1777194291f));
        p = T.MultiplyAdd(t, p, T.Broadcast(0.2062707543f));
        p = T.MultiplyAdd(t, p, T.Broadcast(0.0225053485f));
        p = T.MultiplyAdd(t, p, T.Broadcast(0.1009619012f));
        p = T.MultiplyAdd(t, p, T.Broadcast(0.0914186239f));
        p = T.MultiplyAdd(t, p, T.Broadcast(0.0931830555f));
        var tail = exponential * t * p;
        return T.Select(T.GreaterThan(x, T.Zero), T.Broadcast(1f) - tail, tail);
    }

    /// <summary>
    /// The natural logarithm to 1.5e-7 relative for normal positive finite arguments; −infinity for 0. x = 2^n · (1 + f) with 1 + f about
    /// 1.
    /// </summary>
    [MethodImpl(Compile.Inline)]
    public static T Log(T x)
    {
        // Counting exponents from √½ keeps 1 + f within √½ … √2.
        var root = T.BroadcastBits(0x3F3504F3);
        var offset = T.AddBits(x, T.BroadcastBits(unchecked((uint)-0x3F3504F3)));
        var exponent = T.BitsToFloat(T.ShiftRightBits(offset, 23));
        exponent = T.Select(T.GreaterThan(exponent, T.Broadcast(255f)), exponent - T.Broadcast(512f), exponent);
        var f = T.AddBits(offset & T.BroadcastBits(0x007FFFFF), root) - T.Broadcast(1f);
        var p = T.MultiplyAdd(f, T.Broadcast(-0.07634495f), T.Broadcast(0.12761575f));
        p = T.MultiplyAdd(f, p, T.Broadcast(-0.1316018f));
        p = T.MultiplyAdd(f, p, T.Broadcast(0.14201759f));
        p = T.MultiplyAdd(f, p, T.Broadcast(-0.16623357f));
        p = T.MultiplyAdd(f, p, T.Broadcast(0.20001227f));
        p = T.MultiplyAdd(f, p, T.Broadcast(-0.2500082f));
        p = T.MultiplyAdd(f, p, T.Broadcast(0.3333333f));
        var square = f * f;
        p = T.MultiplyAdd(square * f, p, square * T.Broadcast(-0.5f));
        p = T.MultiplyAdd(exponent, T.Broadcast(-2.12194440e-4f), p) + f;
        var result = T.MultiplyAdd(exponent, T.Broadcast(0.693359375f), p);
        return T.Select(T.GreaterThan(x, T.Zero), result, x + T.Broadcast(float.NegativeInfinity));
    }
}
