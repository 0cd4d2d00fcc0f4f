using System.Numerics;
using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>Converts between element types, rounding to nearest even as PyTorch does.</summary>
public static class ElementConversion
{
    /// <summary>
    /// Copies elements, converting them: Float32 to and from BFloat16, Float16 and Float64, Int32 to and from Int64, and anything to
    /// itself.
    /// </summary>
    /// <param name="source">Where to copy from, of any shape.</param>
    /// <param name="target">Where to copy to, with as many elements in any shape.</param>
    /// <exception cref="TensorException">
    /// The element counts differ, the pair of types is not supported, or an Int64 exceeds Int32.
    /// </exception>
    public static void Convert(Tensor source, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (source.ElementCount != target.ElementCount)
        {
            throw new TensorException(
                nameof(Convert), $"source has shape {source.Shape} and target {target.Shape}; the element counts must agree.");
        }

        var bytes = source.Storage.HostBytes(0, checked((int)source.ByteCount));
        Convert(bytes, source.ElementType, target.Storage.HostBytes(0, checked((int)target.ByteCount)), target.ElementType);
    }

    /// <summary>Converts elements in memory; see <see cref="Convert(Tensor, Tensor)"/>.</summary>
    /// <exception cref="TensorException">The pair of types is not supported, or an Int64 exceeds Int32.</exception>
    internal static void Convert(ReadOnlySpan<byte> source, ElementType sourceType, Span<byte> target, ElementType targetType)
    {
        if (sourceType == targetType)
        {
            source.CopyTo(target);
            return;
        }

        switch (sourceType, targetType)
        {
            case (ElementType.BFloat16, ElementType.Float32):
                FromBFloat16(Cast<ushort>(source), Cast<float>(target));
                break;
            case (ElementType.Float32, ElementType.BFloat16):
                ToBFloat16(Cast<float>(source), Cast<ushort>(target));
                break;
            case (ElementType.Float16, ElementType.Float32):
                FromFloat16(Cast<ushort>(source), Cast<float>(target));
                break;
            case (ElementType.Float32, ElementType.Float16):
                ToFloat16(Cast<float>(source), Cast<Half>(target));
                break;
            case (ElementType.Float64, ElementType.Float32):
                FromFloat64(Cast<double>(source), Cast<float>(target));
                break;
            case (ElementType.Float32, ElementType.Float64):
                ToFloat64(Cast<float>(source), Cast<double>(target));
                break;
            case (ElementType.Int64, ElementType.Int32):
                FromInt64(Cast<long>(source), Cast<int>(target));
                break;
            case (ElementType.Int32, ElementType.Int64):
                ToInt64(Cast<int>(source), Cast<long>(target));
                break;
            default:
                throw new TensorException(nameof(Convert), $"{sourceType} cannot be converted to {targetType}.");
        }
    }

    private static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes) where T : struct => MemoryMarshal.Cast<byte, T>(bytes);

    private static Span<T> Cast<T>(Span<byte> bytes) where T : struct => MemoryMarshal.Cast<byte, T>(bytes);

    internal static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out var low, out var high);
            (low << 16).As<uint, float>().CopyTo(target[i..]);
            (high << 16).As<uint, float>().CopyTo(target[(i + Vector<uint>.Count)..]);
        }

        for (; i < source.Length; i++)
            target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }

    private static void ToBFloat16(ReadOnlySpan<float> source, Span<ushort> target)
    {
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var low = Rounded(new Vector<float>(source[i..]));
            var high = Rounded(new Vector<float>(source[(i + Vector<float>.Count)..]));
            Vector.Narrow(low, high).CopyTo(target[i..]);
        }

        for (; i < source.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            // Half of the last place, less one if the last place is even; a NaN must stay one.
            target[i] = float.IsNaN(source[i]) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }

        static Vector<uint> Rounded(Vector<float> values)
        {
            var bits = values.As<float, uint>();
            var top = bits >> 16;
            var rounded = (bits + new Vector<uint>(0x7FFF) + (top & Vector<uint>.One)) >> 16;
            return Vector.ConditionalSelect(Vector.Equals(values, values).As<int, uint>(), rounded, top | new Vector<uint>(0x40));
        }
    }

    private static void FromFloat16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(source[i..]), out var low, out var high);
            Expanded(low).CopyTo(target[i..]);
            Expanded(high).CopyTo(target[(i + Vector<uint>.Count)..]);
        }

        for (; i < source.Length; i++)
            target[i] = (float)BitConverter.UInt16BitsToHalf(source[i]);

        static Vector<float> Expanded(Vector<uint> half)
        {
            // Exponent and mantissa at their new places are too small by 2¹¹²; multiplying normalises subnormal numbers too.
            var magnitude = (half & new Vector<uint>(0x7FFF)) << 13;
            var scaled = (magnitude.As<uint, float>() * new Vector<float>(5.192296858534828e33f)).As<float, uint>();
            var isSpecial = Vector.GreaterThanOrEqual(magnitude, new Vector<uint>(0x7C00 << 13));
            var result = Vector.ConditionalSelect(isSpecial, magnitude | new Vector<uint>(0x7F800000), scaled);
            return (result | ((half & new Vector<uint>(0x8000)) << 16)).As<uint, float>();
        }
    }

    private static void ToFloat16(ReadOnlySpan<float> source, Span<Half> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = (Half)source[i];
    }

    private static void FromFloat64(ReadOnlySpan<double> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = (float)source[i];
    }

    private static void ToFloat64(ReadOnlySpan<float> source, Span<double> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = source[i];
    }

    private static void FromInt64(ReadOnlySpan<long> source, Span<int> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] is < int.MinValue or > int.MaxValue)
                throw new TensorException(nameof(Convert), $"element {i} is {source[i]}, which does not fit into Int32.");
            target[i] = (int)source[i];
        }
    }

    private static void ToInt64(ReadOnlySpan<int> source, Span<long> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = source[i];
    }
}
