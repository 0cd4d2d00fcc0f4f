using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pipelines.Tensors;

/// <summary>
/// The 8-bit dynamic data type (Dettmers 2016; Dettmers et al. 2022): 256 values from −1 or 0 to 1 in seven decades, the upper ones cut the
/// finest, as bitsandbytes makes them. Numbers are divided by their block's largest magnitude first.
/// </summary>
public sealed unsafe class DynamicMap
{
    private const int Decades = 7;
    private const int CellBits = 16;
    private const int CellCount = (0x3F800000 >> CellBits) + 1; // up to 1 by the upper half of a float's bits

    private readonly float[] _values;
    private readonly float* _midpoints;
    private readonly byte* _lowest;
    private readonly int _zero;

    // The maps live as long as the process, and so do their tables.
    private DynamicMap(bool isSigned)
    {
        _values = Values(isSigned);
        _zero = Array.IndexOf(_values, 0f);
        var magnitudes = _values.AsSpan(_zero);
        _midpoints = (float*)NativeMemory.AlignedAlloc((nuint)magnitudes.Length * sizeof(float), TensorPool.Alignment);
        for (var i = 0; i < magnitudes.Length - 1; i++)
            _midpoints[i] = (float)(((double)magnitudes[i] + magnitudes[i + 1]) / 2);
        _midpoints[magnitudes.Length - 1] = float.PositiveInfinity;
        _lowest = (byte*)NativeMemory.AlignedAlloc(CellCount, TensorPool.Alignment);
        for (int cell = 0, code = 0; cell < CellCount; cell++)
        {
            while (BitConverter.Int32BitsToSingle(cell << CellBits) > _midpoints[code])
                code++;
            _lowest[cell] = (byte)code;
        }
    }

    /// <summary>Values of both signs.</summary>
    public static DynamicMap Signed { get; } = new(isSigned: true);

    /// <summary>Values of at least 0, twice as fine.</summary>
    public static DynamicMap Unsigned { get; } = new(isSigned: false);

    /// <summary>The values of the 256 codes, ascending.</summary>
    public ReadOnlySpan<float> Codes => _values;

    /// <summary>The code whose value is nearest to a number from −1 to 1; numbers outside count as the end they are beyond.</summary>
    public byte Nearest(float value)
    {
        byte code;
        Round(&value, 1f, &code, 1, least: 0);
        return code;
    }

    /// <summary>The codes nearest to values times a factor; values above 0 get at least a code.</summary>
    [MethodImpl(Compile.Loop)]
    internal void Round(float* values, float factor, byte* codes, int count, int least)
    {
        var (midpoints, lowest, zero) = ((nint)_midpoints, (nint)_lowest, _zero);
        for (var i = 0; i < count; i++)
        {
            var bits = BitConverter.SingleToInt32Bits(values[i] * factor);
            var magnitude = bits & int.MaxValue;
            int code = ((byte*)lowest)[Math.Min(CellCount - 1, magnitude >> CellBits)];
            // A cell is narrower than the distance of two midpoints.
            code += BitConverter.Int32BitsToSingle(magnitude) > ((float*)midpoints)[code] ? 1 : 0;
            var sign = bits >> 31;
            codes[i] = (byte)Math.Max(zero + ((code ^ sign) - sign), values[i] > 0f ? least : 0);
        }
    }

    private static float[] Values(bool isSigned)
    {
        var values = new List<float> { 0f, 1f };
        for (var decade = 0; decade < Decades; decade++)
        {
            var cells = isSigned ? 1 << decade : 2 << decade;
            var scale = Math.Pow(10, decade - Decades + 1);
            for (var i = 0; i < cells; i++)
            {
                // The middles of equal steps from a tenth to one.
                var value = (float)(scale * (0.1 + 0.9 * (i + 0.5) / cells));
                values.Add(value);
                if (isSigned)
                    values.Add(-value);
            }
        }

        values.Sort();
        return [.. values];
    }
}
