using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>GPT-2's spelling of bytes as visible characters, so that vocabulary files are text: a space is Ġ, a line feed Ċ.</summary>
/// <remarks>
/// The printable bytes of Latin-1 spell themselves; the other 68, in order, are U+0100 to U+0143. The order of the characters is also
/// the order of the byte tokens in GPT-2's vocabulary.
/// </remarks>
internal static class ByteAlphabet
{
    private const int FirstSubstitute = 0x100;
    private const int SubstituteCount = 68;

    private static readonly char[] CharOfByte = new char[256];
    private static readonly short[] ByteOfChar = new short[FirstSubstitute + SubstituteCount];

    static ByteAlphabet()
    {
        ByteOfChar.AsSpan().Fill(-1);
        int substitute = FirstSubstitute;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            char spelled = (char)(printable ? value : substitute++);
            CharOfByte[value] = spelled;
            ByteOfChar[spelled] = (short)value;
        }
    }

    /// <summary>The 256 bytes in the order of their characters: the order of their ids in a vocabulary that is learned.</summary>
    public static byte[] BytesInOrder()
    {
        var bytes = new byte[256];
        for (int value = 0; value < 256; value++)
            bytes[value] = (byte)value;
        Array.Sort(bytes, (left, right) => CharOfByte[left].CompareTo(CharOfByte[right]));
        return bytes;
    }

    /// <summary>Spells bytes.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, static (text, bytes) =>
    {
        for (int index = 0; index < bytes.Length; index++)
            text[index] = CharOfByte[bytes[index]];
    });

    /// <summary>The bytes that a text spells, or null if it has a character that spells none.</summary>
    public static byte[]? Read(ReadOnlySpan<char> spelled)
    {
        var bytes = new byte[spelled.Length];
        for (int index = 0; index < bytes.Length; index++)
        {
            char character = spelled[index];
            if (character >= ByteOfChar.Length || ByteOfChar[character] < 0)
                return null;
            bytes[index] = (byte)ByteOfChar[character];
        }
        return bytes;
    }
}
