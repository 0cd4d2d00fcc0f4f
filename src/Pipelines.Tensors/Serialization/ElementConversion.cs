using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>Converts between element types, rounding to nearest even as PyTorch does.</summary>
public static class ElementConversion
{
    /// <summary>
    /// Copies elements, converting them: Float32 to and from BFloat16, Float16 and Float64, Int32 to and from Int64, and anything to itself.
    /// </summary>
    /// <exception cref="TensorException">The element counts differ, the pair of types is not supported, or an Int64 exceeds Int32.</exception>
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
                FromFloat16(Cast<Half>(source), Cast<float>(target));
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

    private static void FromBFloat16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }

    private static void ToBFloat16(ReadOnlySpan<float> source, Span<ushort> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            // Half of the last place, less one if the last place is even; a NaN must stay one.
            target[i] = float.IsNaN(source[i]) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }

    private static void FromFloat16(ReadOnlySpan<Half> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = (float)source[i];
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
