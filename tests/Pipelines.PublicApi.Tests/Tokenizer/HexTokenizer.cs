using System.Text;
using System.Text.Json;
using Pipelines.Tokenizers;

namespace Contoso.Tokenizers;

/// <summary>Two tokens a byte: its hexadecimal digits, from a given digit on.</summary>
/// <param name="first">The character of the digit 0; the others follow it.</param>
public sealed class HexTokenizer(char first) : Tokenizer
{
    public const string KindId = "contoso.hex";

    private const int Digits = 16;

    private readonly byte[] _digits = [.. Enumerable.Range(first, Digits).Select(c => (byte)c)];

    public static TokenizerLoader Loader { get; } = new(KindId, Read);

    public override string Kind => KindId;

    public override int VocabularySize => Digits;

    public override int? TokenToId(string token) => token is [var c] && c - first is >= 0 and < Digits and var id ? id : null;

    public override string? IdToToken(int id) => id is >= 0 and < Digits ? ((char)_digits[id]).ToString() : null;

    public override ReadOnlySpan<byte> GetTokenBytes(int id) => _digits.AsSpan(id, 1);

    public override void WriteState(Utf8JsonWriter writer) => writer.WriteString("first", first.ToString());

    protected override void WriteIdentity(BinaryWriter writer) => writer.Write(first);

    protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        foreach (var value in bytes)
        {
            ids.Add(value >> 4);
            ids.Add(value & 15);
        }
    }

    // A file may hold anything.
    private static HexTokenizer Read(JsonElement state) =>
        state.TryGetProperty("first", out var first) && first.GetString() is [var digit and >= ' ' and <= 'n']
            ? new HexTokenizer(digit)
            : throw new TokenizerFormatException("'first' must be one character from ' ' to 'n'.");
}
