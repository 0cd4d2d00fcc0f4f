using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>The bytes of every token by id, in one array.</summary>
/// <remarks>An id without a token (a hole in the numbering) has no bytes; a token has at least one.</remarks>
internal sealed class TokenTable
{
    private readonly byte[] _bytes;
    private readonly int[] _offsets;

    private TokenTable(byte[] bytes, int[] offsets) => (_bytes, _offsets) = (bytes, offsets);

    /// <summary>One more than the largest id.</summary>
    public int Count => _offsets.Length - 1;

    /// <summary>The bytes of a token; empty for a hole or an id outside the table.</summary>
    public ReadOnlySpan<byte> this[int id] =>
        (uint)id < (uint)Count ? _bytes.AsSpan(_offsets[id], _offsets[id + 1] - _offsets[id]) : default;

    /// <summary>Whether the id names a token.</summary>
    public bool Contains(int id) => !this[id].IsEmpty;

    /// <summary>Lays out the tokens, given by id; null is a hole.</summary>
    public static TokenTable Create(IReadOnlyList<byte[]?> tokens)
    {
        var offsets = new int[tokens.Count + 1];
        for (int id = 0; id < tokens.Count; id++)
            offsets[id + 1] = checked(offsets[id] + (tokens[id]?.Length ?? 0));
        var bytes = new byte[offsets[^1]];
        for (int id = 0; id < tokens.Count; id++)
            tokens[id]?.CopyTo(bytes, offsets[id]);
        return new TokenTable(bytes, offsets);
    }

    /// <summary>The UTF-8 bytes of a text; unpaired surrogates become U+FFFD.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
