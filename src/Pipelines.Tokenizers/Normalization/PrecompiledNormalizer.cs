using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>SentencePiece's normalization rules as its models carry them: <c>Precompiled</c>.</summary>
/// <remarks>
/// A double-array trie (darts-clone) from UTF-8 to offsets into a block of replacements, each ended by a zero byte. As in Hugging Face's
/// library a grapheme cluster of fewer than six bytes is looked up whole, where the SHORTEST entry that begins it stands for all of it; in
/// what is not found each character is looked up by itself.
/// </remarks>
public sealed class PrecompiledNormalizer : INormalizer
{
    private const int LargestCluster = 6;

    private readonly byte[] _charsmap;
    private readonly uint[] _trie;
    private readonly int _replacements;

    /// <summary>Reads the rules.</summary>
    /// <param name="charsmap">The size of the trie in bytes (little endian, 32 bits), the trie, the replacements.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or a replacement is not UTF-8.</exception>
    public PrecompiledNormalizer(ReadOnlySpan<byte> charsmap)
    {
        if (charsmap.Length < 4)
            throw new ArgumentException(
                $"The character map has {charsmap.Length} bytes; it must begin with the 4 bytes of its trie's size.", nameof(charsmap));
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(charsmap);
        if (size % 4 != 0 || size == 0 || size > charsmap.Length - 4)
        {
            throw new ArgumentException(
                $"The character map says that its trie has {size} bytes, but {charsmap.Length - 4} follow; they must be whole units of 4.",
                nameof(charsmap));
        }
        _charsmap = charsmap.ToArray();
        _replacements = 4 + (int)size;
        _trie = new uint[size / 4];
        for (int index = 0; index < _trie.Length; index++)
            _trie[index] = BinaryPrimitives.ReadUInt32LittleEndian(charsmap[(4 + (4 * index))..]);
        if (!System.Text.Unicode.Utf8.IsValid(_charsmap.AsSpan(_replacements)))
            throw new ArgumentException("The replacements of the character map are not UTF-8.", nameof(charsmap));
    }

    /// <inheritdoc/>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? result = null;
        int done = 0;
        for (int at = 0; at < text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(text, at);
            ReadOnlySpan<char> cluster = text.AsSpan(at, length);
            if (Encoding.UTF8.GetByteCount(cluster) < LargestCluster && TryReplace(cluster, out ReadOnlySpan<byte> whole))
                Append(at, length, whole);
            else
            {
                for (int inner = at; inner < at + length;)
                {
                    CharacterProperties.At(text, inner, out int width);
                    if (TryReplace(text.AsSpan(inner, width), out ReadOnlySpan<byte> one))
                        Append(inner, width, one);
                    inner += width;
                }
            }
            at += length;
        }
        return result is null ? text : result.Append(text, done, text.Length - done).ToString();

        void Append(int start, int length, ReadOnlySpan<byte> replacement)
        {
            result ??= new StringBuilder(text.Length);
            result.Append(text, done, start - done).Append(Encoding.UTF8.GetString(replacement));
            done = start + length;
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) =>
        writer.WriteNode("Precompiled", w => w.WriteBase64String("precompiled_charsmap", _charsmap));

    private bool TryReplace(ReadOnlySpan<char> text, out ReadOnlySpan<byte> replacement)
    {
        replacement = default;
        Span<byte> key = stackalloc byte[LargestCluster + 2];
        int length = Encoding.UTF8.GetBytes(text, key);
        uint node = Offset(_trie[0]);
        foreach (byte label in key[..length])
        {
            if (label == 0)
                return false;
            node ^= label;
            if (node >= _trie.Length || (_trie[node] & 0x800000FF) != label)
                return false;
            uint unit = _trie[node];
            node ^= Offset(unit);
            if ((unit & 0x100) == 0)
                continue;
            if (node >= _trie.Length)
                return false;
            int start = (int)(_trie[node] & 0x7FFFFFFF);
            ReadOnlySpan<byte> replacements = _charsmap.AsSpan(_replacements);
            if (start > replacements.Length)
                return false;
            replacement = replacements[start..];
            int end = replacement.IndexOf((byte)0);
            if (end >= 0)
                replacement = replacement[..end];
            return true;
        }
        return false;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
