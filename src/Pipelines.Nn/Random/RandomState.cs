using System.Globalization;

namespace Pipelines.Nn;

/// <summary>The state of a <see cref="RandomGenerator"/>.</summary>
/// <param name="S0">Bits 0 to 63.</param>
/// <param name="S1">Bits 64 to 127.</param>
/// <param name="S2">Bits 128 to 191.</param>
/// <param name="S3">Bits 192 to 255.</param>
public readonly record struct RandomState(ulong S0, ulong S1, ulong S2, ulong S3)
{
    /// <summary>64 hexadecimal digits, for files.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{S0:x16}{S1:x16}{S2:x16}{S3:x16}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is not 64 hexadecimal digits.</exception>
    public static RandomState Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<ulong> words = stackalloc ulong[4];
        var ok = text.Length == 64;
        for (var i = 0; i < 4 && ok; i++)
            ok = ulong.TryParse(text.AsSpan(16 * i, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out words[i]);
        return ok ? new(words[0], words[1], words[2], words[3]) : throw new FormatException(
            $"'{text}' is not a random state: 64 hexadecimal digits were expected.");
    }
}
