using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>4 lanes: SSE or NEON.</summary>
internal readonly unsafe struct Float128(Vector128<float> value) : ISimd<Float128>
{
    private readonly Vector128<float> _value = value;

    public static int Count
    {
        [MethodImpl(Compile.Inline)]
        get => 4;
    }

    public static bool HasManyRegisters
    {
        [MethodImpl(Compile.Inline)]
        get => Avx512F.VL.IsSupported || AdvSimd.IsSupported;
    }

    public static Float128 Zero
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector128<float>.Zero);
    }

    public static Float128 LaneIndices
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector128<float>.Indices);
    }

    public static Float128 LaneIndexBits
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector128<uint>.Indices.AsSingle());
    }

    [MethodImpl(Compile.Inline)]
    public static Float128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(Compile.Inline)]
    public static Float128 BroadcastBits(uint value) => new(Vector128.Create(value).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(Compile.Inline)]
    public static Float128 LoadPartial(float* source, int count)
    {
        if (Avx.IsSupported)
            return new(Avx.MaskLoad(source, LaneMask(count)));
        return PartialLanes.Load<Float128>(source, count);
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
    public float Sum() => Vector128.Sum(_value);

    [MethodImpl(Compile.Inline)]
    public float Maximum()
    {
        var half = Vector128.MaxNative(_value, Vector128.Shuffle(_value, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(half, Vector128.Shuffle(half, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    [MethodImpl(Compile.Inline)]
    public static Float128 operator +(Float128 left, Float128 right) => new(left._value + right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 operator -(Float128 left, Float128 right) => new(left._value - right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 operator *(Float128 left, Float128 right) => new(left._value * right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 operator /(Float128 left, Float128 right) => new(left._value / right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 operator &(Float128 left, Float128 right) => new(left._value & right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 operator |(Float128 left, Float128 right) => new(left._value | right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 operator ^(Float128 left, Float128 right) => new(left._value ^ right._value);

    [MethodImpl(Compile.Inline)]
    public static Float128 MultiplyAdd(Float128 a, Float128 b, Float128 c) =>
        new(Vector128.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 Min(Float128 left, Float128 right) => new(Vector128.MinNative(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 Max(Float128 left, Float128 right) => new(Vector128.MaxNative(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 Sqrt(Float128 value) => new(Vector128.Sqrt(value._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 Round(Float128 value) => new(Vector128.Round(value._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 GreaterThan(Float128 left, Float128 right) => new(Vector128.GreaterThan(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 Select(Float128 mask, Float128 left, Float128 right) =>
        new(Vector128.ConditionalSelect(mask._value, left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float128 ScaleByPowerOfTwo(Float128 value, Float128 exponent)
    {
        // In two steps, so that neither factor leaves the range of a float before the product does.
        var whole = Vector128.ConvertToInt32Native(exponent._value);
        var half = whole >> 1;
        var first = ((half + Vector128.Create(127)) << 23).AsSingle();
        var second = ((whole - half + Vector128.Create(127)) << 23).AsSingle();
        return new(value._value * first * second);
    }

    [MethodImpl(Compile.Inline)]
    public static Float128 AddBits(Float128 left, Float128 right) => new((left._value.AsUInt32() + right._value.AsUInt32()).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float128 MultiplyBits(Float128 left, Float128 right) =>
        new((left._value.AsUInt32() * right._value.AsUInt32()).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float128 ShiftRightBits(Float128 value, int count) => new((value._value.AsUInt32() >>> count).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float128 BitsToFloat(Float128 value) => new(Vector128.ConvertToSingle(value._value.AsInt32()));

    [MethodImpl(Compile.Inline)]
    private static Vector128<float> LaneMask(int count) => Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).AsSingle();
}
