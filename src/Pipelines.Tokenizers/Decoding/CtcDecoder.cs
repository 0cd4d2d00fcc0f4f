using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Connectionist temporal classification: repeated tokens are one, padding goes: <c>CTC</c>.</summary>
/// <param name="PaddingToken">The spelling that goes.</param>
/// <param name="WordDelimiter">The spelling that is a space.</param>
/// <param name="CleansUp">Cleans English punctuation up and makes the delimiters spaces.</param>
public sealed record CtcDecoder(string PaddingToken = "<pad>", string WordDelimiter = "|", bool CleansUp = true) : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        int count = 0;
        string? previous = null;
        for (int index = 0; index < tokens.Count; index++)
        {
            string token = tokens[index];
            if (token == previous)
                continue;
            previous = token;
            if (PaddingToken.Length > 0)
                token = token.Replace(PaddingToken, "", StringComparison.Ordinal);
            if (CleansUp)
            {
                token = WordPieceDecoder.CleanUp(token);
                if (WordDelimiter.Length > 0)
                    token = token.Replace(WordDelimiter, " ", StringComparison.Ordinal);
            }
            if (token.Length > 0)
                tokens[count++] = token;
        }
        tokens.RemoveRange(count, tokens.Count - count);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("CTC", w =>
    {
        w.WriteString("pad_token", PaddingToken);
        w.WriteString("word_delimiter_token", WordDelimiter);
        w.WriteBoolean("cleanup", CleansUp);
    });
}
