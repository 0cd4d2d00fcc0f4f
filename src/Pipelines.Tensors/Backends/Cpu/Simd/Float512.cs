using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>16 lanes: AVX-512.</summary>
internal readonly unsafe struct Float512(Vector512<float> value) : ISimd<Float512>
{
    private readonly Vector512<float> _value = value;

    public static int Count
    {
        [MethodImpl(Compile.Inline)]
        get => 16;
    }

    public static bool HasManyRegisters
    {
        [MethodImpl(Compile.Inline)]
        get => true;
    }

    public static Float512 Zero
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector512<float>.Zero);
    }

    public static Float512 LaneIndices
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector512<float>.Indices);
    }

    public static Float512 LaneIndexBits
    {
        [MethodImpl(Compile.Inline)]
        get => new(Vector512<uint>.Indices.AsSingle());
    }

    [MethodImpl(Compile.Inline)]
    public static Float512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(Compile.Inline)]
    public static Float512 BroadcastBits(uint value) => new(Vector512.Create(value).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(Compile.Inline)]
    public static Float512 LoadPartial(float* source, int count)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.MaskLoad(source, LaneMask(count), Vector512<float>.Zero));
        return PartialLanes.Load<Float512>(source, count);
    }

    [MethodImpl(Compile.Inline)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(Compile.Inline)]
    public void StorePartial(float* target, int count)
    {
        if (Avx512F.IsSupported)
            Avx512F.MaskStore(target, LaneMask(count), _value);
        else
            PartialLanes.Store(this, target, count);
    }

    [MethodImpl(Compile.Inline)]
    public float Sum() => Vector512.Sum(_value);

    [MethodImpl(Compile.Inline)]
    public float Maximum()
    {
        return new Float256(Vector256.MaxNative(_value.GetLower(), _value.GetUpper())).Maximum();
    }

    [MethodImpl(Compile.Inline)]
    public static Float512 operator +(Float512 left, Float512 right) => new(left._value + right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 operator -(Float512 left, Float512 right) => new(left._value - right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 operator *(Float512 left, Float512 right) => new(left._value * right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 operator /(Float512 left, Float512 right) => new(left._value / right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 operator &(Float512 left, Float512 right) => new(left._value & right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 operator |(Float512 left, Float512 right) => new(left._value | right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 operator ^(Float512 left, Float512 right) => new(left._value ^ right._value);

    [MethodImpl(Compile.Inline)]
    public static Float512 MultiplyAdd(Float512 a, Float512 b, Float512 c) =>
        new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 Min(Float512 left, Float512 right) => new(Vector512.MinNative(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 Max(Float512 left, Float512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 Sqrt(Float512 value) => new(Vector512.Sqrt(value._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 Round(Float512 value) => new(Vector512.Round(value._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 GreaterThan(Float512 left, Float512 right) => new(Vector512.GreaterThan(left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 Select(Float512 mask, Float512 left, Float512 right) =>
        new(Vector512.ConditionalSelect(mask._value, left._value, right._value));

    [MethodImpl(Compile.Inline)]
    public static Float512 ScaleByPowerOfTwo(Float512 value, Float512 exponent)
    {
        if (Avx512F.IsSupported)
            return new(Avx512F.Scale(value._value, exponent._value));
        // In two steps, so that neither factor leaves the range of a float before the product does.
        var whole = Vector512.ConvertToInt32Native(exponent._value);
        var half = whole >> 1;
        var first = ((half + Vector512.Create(127)) << 23).AsSingle();
        var second = ((whole - half + Vector512.Create(127)) << 23).AsSingle();
        return new(value._value * first * second);
    }

    [MethodImpl(Compile.Inline)]
    public static Float512 AddBits(Float512 left, Float512 right) => new((left._value.AsUInt32() + right._value.AsUInt32()).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float512 MultiplyBits(Float512 left, Float512 right) =>
        new((left._value.AsUInt32() * right._value.AsUInt32()).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float512 ShiftRightBits(Float512 value, int count) => new((value._value.AsUInt32() >>> count).AsSingle());

    [MethodImpl(Compile.Inline)]
    public static Float512 BitsToFloat(Float512 value) => new(Vector512.ConvertToSingle(value._value.AsInt32()));

    [MethodImpl(Compile.Inline)]
    private static Vector512<float> LaneMask(int count) => Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
