using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>One lane: plain arithmetic, for processors without vectors.</summary>
internal readonly unsafe struct FloatScalar(float value) : ISimd<FloatScalar>
{
    private readonly float _value = value;

    public static int Count
    {
        [MethodImpl(Compile.Inline)]
        get => 1;
    }

    public static bool HasManyRegisters
    {
        [MethodImpl(Compile.Inline)]
        get => false;
    }

    public static FloatScalar Zero
    {
        [MethodImpl(Compile.Inline)]
        get => new(0);
    }

    public static FloatScalar LaneIndices
    {
        [MethodImpl(Compile.Inline)]
        get => new(0);
    }

    public static FloatScalar LaneIndexBits
    {
        [MethodImpl(Compile.Inline)]
        get => new(0);
    }

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Broadcast(float value) => new(value);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar BroadcastBits(uint value) => new(BitConverter.UInt32BitsToSingle(value));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Load(float* source) => new(*source);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar LoadPartial(float* source, int count) => new(count > 0 ? *source : 0);

    [MethodImpl(Compile.Inline)]
    public void Store(float* target) => *target = _value;

    [MethodImpl(Compile.Inline)]
    public void StorePartial(float* target, int count)
    {
        if (count > 0)
            *target = _value;
    }

    [MethodImpl(Compile.Inline)]
    public float Sum() => _value;

    [MethodImpl(Compile.Inline)]
    public float Maximum() => _value;

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator +(FloatScalar left, FloatScalar right) => new(left._value + right._value);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator -(FloatScalar left, FloatScalar right) => new(left._value - right._value);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator *(FloatScalar left, FloatScalar right) => new(left._value * right._value);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator /(FloatScalar left, FloatScalar right) => new(left._value / right._value);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator &(FloatScalar left, FloatScalar right) => BroadcastBits(Bits(left) & Bits(right));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator |(FloatScalar left, FloatScalar right) => BroadcastBits(Bits(left) | Bits(right));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar operator ^(FloatScalar left, FloatScalar right) => BroadcastBits(Bits(left) ^ Bits(right));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar MultiplyAdd(FloatScalar a, FloatScalar b, FloatScalar c) =>
        new(float.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Min(FloatScalar left, FloatScalar right) => left._value < right._value ? left : right;

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Max(FloatScalar left, FloatScalar right) => left._value > right._value ? left : right;

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Sqrt(FloatScalar value) => new(MathF.Sqrt(value._value));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Round(FloatScalar value) => new(MathF.Round(value._value));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar GreaterThan(FloatScalar left, FloatScalar right) =>
        BroadcastBits(left._value > right._value ? uint.MaxValue : 0);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar Select(FloatScalar mask, FloatScalar left, FloatScalar right) => Bits(mask) != 0 ? left : right;

    [MethodImpl(Compile.Inline)]
    public static FloatScalar ScaleByPowerOfTwo(FloatScalar value, FloatScalar exponent)
    {
        var whole = (int)exponent._value;
        var half = whole >> 1;
        var first = BitConverter.Int32BitsToSingle((half + 127) << 23);
        var second = BitConverter.Int32BitsToSingle((whole - half + 127) << 23);
        return new(value._value * first * second);
    }

    [MethodImpl(Compile.Inline)]
    public static FloatScalar AddBits(FloatScalar left, FloatScalar right) => BroadcastBits(Bits(left) + Bits(right));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar MultiplyBits(FloatScalar left, FloatScalar right) => BroadcastBits(Bits(left) * Bits(right));

    [MethodImpl(Compile.Inline)]
    public static FloatScalar ShiftRightBits(FloatScalar value, int count) => BroadcastBits(Bits(value) >> count);

    [MethodImpl(Compile.Inline)]
    public static FloatScalar BitsToFloat(FloatScalar value) => new((int)Bits(value));

    [MethodImpl(Compile.Inline)]
    private static uint Bits(FloatScalar value) => BitConverter.SingleToUInt32Bits(value._value);
}
