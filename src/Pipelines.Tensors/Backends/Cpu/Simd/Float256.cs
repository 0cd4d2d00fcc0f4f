using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>8 lanes: AVX2.</summary>
internal readonly unsafe struct Float256(Vector256<float> value) : ISimd<Float256>
{
    private readonly Vector256<float> _value = value;

    public static int Count
    {
        [MethodImpl(Compile.Inline)]
        get => 8;
    }

    public static bool HasManyRegisters
    {
        [MethodImpl(Compile.Inline)]
        get => Avx512F.VL.IsSupported;
    }

    public static Float256 Zero
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector256<float>.Zero);
    }

    public static Float256 LaneIndices
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector256<float>.Indices);
    }

    public static Float256 LaneIndexBits
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector256<uint>.Indices.AsSingle());
    }

    [MethodImpl(Compile.Inline)]
    public static Float256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(Compile.Inline)]
    public static Float256 BroadcastBits(uint value) => new(Vector256.Create(value).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(Compile.Inline)]
    public static Float256 LoadPartial(float* source, int count)
    {
        if (Avx.IsSupported)
            return new(Avx.MaskLoad(source, LaneMask(count)));
        return PartialLanes.Load<Float256>(source, count);
    }

    [MethodImpl(Compile.Inline)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(Compile.Inline)]
    public void StorePartial(float* target, int count)
    {
        if (Avx.IsSupported)
            Avx.MaskStore(target, LaneMask(count), _value);
        else
            PartialLanes.Store(this, target, count);
    }

    [MethodImpl(Compile.Inline)]
    public float Sum() => Vector256.Sum(_value);

    [MethodImpl(Compile.Inline)]
    public float Maximum()
    {
        return new Float128(Vector128.MaxNative(_value.GetLower(), _value.GetUpper())).Maximum();
    }

    [MethodImpl(Compile.Inline)]
    public static Float256 operator +(Float256 left, Float256 right) => new(left._value + right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 operator -(Float256 left, Float256 right) => new(left._value - right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 operator *(Float256 left, Float256 right) => new(left._value * right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 operator /(Float256 left, Float256 right) => new(left._value / right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 operator &(Float256 left, Float256 right) => new(left._value & right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 operator |(Float256 left, Float256 right) => new(left._value | right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 operator ^(Float256 left, Float256 right) => new(left._value ^ right._value);

    [MethodImpl(Compile.Inline)]
    public static Float256 MultiplyAdd(Float256 a, Float256 b, Float256 c) =>
        new(Vector256.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 Min(Float256 left, Float256 right) => new(Vector256.MinNative(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 Max(Float256 left, Float256 right) => new(Vector256.MaxNative(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 Sqrt(Float256 value) => new(Vector256.Sqrt(value._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 Round(Float256 value) => new(Vector256.Round(value._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 GreaterThan(Float256 left, Float256 right) => new(Vector256.GreaterThan(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 Select(Float256 mask, Float256 left, Float256 right) =>
        new(Vector256.ConditionalSelect(mask._value, left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float256 ScaleByPowerOfTwo(Float256 value, Float256 exponent)
    {
        // In two steps, so that neither factor leaves the range of a float before the product does.
        var whole = Vector256.ConvertToInt32Native(exponent._value);
        var half = whole >> 1;
        var first = ((half + Vector256.Create(127)) << 23).AsSingle();
        var second = ((whole - half + Vector256.Create(127)) << 23).AsSingle();
        return new(value._value * first * second);
    }

    [MethodImpl(Compile.Inline)]
    public static Float256 AddBits(Float256 left, Float256 right) => new((left._value.AsUInt32() + right._value.AsUInt32()).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float256 MultiplyBits(Float256 left, Float256 right) =>
        new((left._value.AsUInt32() * right._value.AsUInt32()).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float256 ShiftRightBits(Float256 value, int count) => new((value._value.AsUInt32() >>> count).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float256 BitsToFloat(Float256 value) => new(Vector256.ConvertToSingle(value._value.AsInt32()));

    [MethodImpl(Compile.Inline)]
    private static Vector256<float> LaneMask(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}
