namespace Pipelines.Retrieval;

/// <summary>Numbers in seven bits a byte, low bits first; the high bit says that more follow.</summary>
internal static class Varint
{
    /// <summary>The most bytes of a number.</summary>
    public const int MaximumLength = 10;

    public static int LengthOf(ulong value)
    {
        var length = 1;
        while ((value >>= 7) != 0)
            length++;
        return length;
    }

    public static int Write(Span<byte> target, ulong value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        return at;
    }

    /// <exception cref="FormatException">The number does not end.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> source)
    {
        var value = 0UL;
        for (var at = 0; at < source.Length && at < MaximumLength; at++)
        {
            value |= (ulong)(source[at] & 0x7F) << (7 * at);
            if (source[at] < 0x80)
            {
                source = source[(at + 1)..];
                return value;
            }
        }

        throw new FormatException("A number does not end.");
    }
}
