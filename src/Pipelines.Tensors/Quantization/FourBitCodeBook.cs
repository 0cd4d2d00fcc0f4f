namespace Pipelines.Tensors;

/// <summary>
/// A 4-bit data type's values, and the code of the nearest to a number. Codes, order and ties are those of bitsandbytes: a number halfway
/// between two values gets the lower one.
/// </summary>
public sealed class FourBitCodeBook
{
    private const int Size = 16;

    private readonly float[] _values;
    private readonly float[] _thresholds = new float[Size - 1];
    private readonly byte[] _codeOfRank = new byte[Size];

    private FourBitCodeBook(FourBitType type, float[] values)
    {
        Type = type;
        _values = values;
        for (var code = 0; code < Size; code++)
            _codeOfRank[code] = (byte)code;
        // FP4 has two zeros; a number near 0 gets the positive one, and the stable order puts it first.
        _codeOfRank = [.. _codeOfRank.OrderBy(code => values[code] == 0f ? 0f : values[code]).ThenBy(code => code)];
        for (var rank = 0; rank < Size - 1; rank++)
            _thresholds[rank] = (values[_codeOfRank[rank]] + values[_codeOfRank[rank + 1]]) / 2;
    }

    /// <summary>NF4's.</summary>
    public static FourBitCodeBook Nf4 { get; } = new(FourBitType.Nf4,
    [
        -1f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f, -0.18477343022823334f,
        -0.09105003625154495f, 0f, 0.07958029955625534f, 0.16093020141124725f, 0.24611230194568634f, 0.33791524171829224f,
        0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1f,
    ]);

    /// <summary>FP4's.</summary>
    public static FourBitCodeBook Fp4 { get; } = new(FourBitType.Fp4,
    [
        0f, 0.0052083333f, 0.66666667f, 1f, 0.33333333f, 0.5f, 0.16666667f, 0.25f,
        -0f, -0.0052083333f, -0.66666667f, -1f, -0.33333333f, -0.5f, -0.16666667f, -0.25f,
    ]);

    /// <summary>Which data type it is.</summary>
    public FourBitType Type { get; }

    /// <summary>The value of each code.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The book of a data type.</summary>
    public static FourBitCodeBook Of(FourBitType type) => type switch
    {
        FourBitType.Nf4 => Nf4,
        FourBitType.Fp4 => Fp4,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This 4-bit type is unknown."),
    };

    /// <summary>The code of the value nearest to a number from −1 to 1; numbers outside count as the end they are beyond.</summary>
    public byte Nearest(float value)
    {
        var rank = 0;
        foreach (var threshold in _thresholds)
            rank += value > threshold ? 1 : 0;
        return _codeOfRank[rank];
    }
}
