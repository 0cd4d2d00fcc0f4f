using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// Cuts where the script changes: <c>UnicodeScripts</c>. Kana counts as Han, and spaces and unassigned characters belong to any script.
/// </summary>
public sealed record UnicodeScriptsPreTokenizer : IPreTokenizer
{
    private const int ProlongedSoundMark = 0x30FC;

    /// <inheritdoc/>
    public void Split(TextPiece piece, List<TextPiece> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        ReadOnlySpan<char> text = piece.Text.Span;
        int start = text.Length;
        string? last = null;
        for (int at = 0; at < text.Length;)
        {
            int scalar = CharacterProperties.At(text, at, out int length);
            // Null stands for any script. What lies before the first that is one is dropped, as in the reference.
            string? script = Script(scalar);
            if (script is not null)
            {
                if (last != script)
                {
                    PieceSplitter.Add(piece, start, at, pieces);
                    start = at;
                }
                last = script;
            }
            at += length;
        }
        PieceSplitter.Add(piece, start, text.Length, pieces);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("UnicodeScripts");

    private static string? Script(int scalar)
    {
        if (scalar == ' ')
            return null;
        if (scalar == ProlongedSoundMark)
            return "han";
        // The reference's table is of Unicode 9.
        if (UnicodeData.Tables.Age(scalar) > 9)
            return null;
        return UnicodeData.Tables.Script(scalar) switch
        {
            "hiragana" or "katakana" => "han",
            var script => script,
        };
    }
}
