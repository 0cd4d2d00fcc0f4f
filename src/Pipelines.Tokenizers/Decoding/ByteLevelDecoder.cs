using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// GPT-2's: visible characters are bytes of UTF-8 again: <c>ByteLevel</c>. A token with any other character stands for itself.
/// </summary>
/// <param name="AddPrefixSpace">Kept for writing; decoding does not use it.</param>
/// <param name="UseRegex">Kept for writing; decoding does not use it.</param>
/// <param name="TrimOffsets">Kept for writing; decoding does not use it.</param>
public sealed record ByteLevelDecoder(bool AddPrefixSpace = true, bool UseRegex = true, bool TrimOffsets = true) : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (string token in tokens)
            bytes.Write(Bytes(token));
        tokens.Clear();
        tokens.Add(Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("ByteLevel", w =>
    {
        w.WriteBoolean("add_prefix_space", AddPrefixSpace);
        w.WriteBoolean("trim_offsets", TrimOffsets);
        w.WriteBoolean("use_regex", UseRegex);
    });

    /// <summary>The bytes that a token stands for.</summary>
    internal static byte[] Bytes(string token) => ByteAlphabet.Read(token) ?? Encoding.UTF8.GetBytes(token);
}
