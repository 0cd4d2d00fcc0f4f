using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Puts spaces between words and joins their pieces: <c>WordPiece</c>.</summary>
/// <param name="Prefix">What a piece that continues a word begins with.</param>
/// <param name="CleansUp">Takes the spaces before English punctuation and contractions away.</param>
public sealed record WordPieceDecoder(string Prefix = "##", bool CleansUp = true) : ITokenDecoder
{
    private static readonly (string From, string To)[] Replacements =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"),
        (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int index = 0; index < tokens.Count; index++)
        {
            string token = tokens[index];
            if (index > 0)
                token = token.StartsWith(Prefix, StringComparison.Ordinal) ? token[Prefix.Length..] : " " + token;
            tokens[index] = CleansUp ? CleanUp(token) : token;
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("WordPiece", w =>
    {
        w.WriteString("prefix", Prefix);
        w.WriteBoolean("cleanup", CleansUp);
    });

    /// <summary>Takes the spaces before English punctuation and contractions away.</summary>
    internal static string CleanUp(string text)
    {
        if (!text.Contains(' ', StringComparison.Ordinal))
            return text;
        foreach ((string from, string to) in Replacements)
            text = text.Replace(from, to, StringComparison.Ordinal);
        return text;
    }
}
