using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>SentencePiece's visible spaces are spaces again, except at the start: <c>Metaspace</c>.</summary>
/// <param name="Replacement">The visible character.</param>
/// <param name="PrependScheme">Unless never, those of the first token are dropped.</param>
/// <param name="IsSplit">Kept for writing; decoding does not use it.</param>
public sealed record MetaspaceDecoder(
    string Replacement = MetaspacePreTokenizer.Underline, PrependScheme PrependScheme = PrependScheme.Always, bool IsSplit = true)
        : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int index = 0; index < tokens.Count; index++)
        {
            string space = index == 0 && PrependScheme != PrependScheme.Never ? "" : " ";
            tokens[index] = tokens[index].Replace(Replacement, space, StringComparison.Ordinal);
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => MetaspaceNode.Write(writer, Replacement, PrependScheme, IsSplit);
}
