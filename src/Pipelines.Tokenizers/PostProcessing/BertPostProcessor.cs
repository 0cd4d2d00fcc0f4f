using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary><c>[CLS] A [SEP]</c> and <c>[CLS] A [SEP] B [SEP]</c>, the second text and its end of type 1: <c>BertProcessing</c>.</summary>
/// <param name="Separator">Ends each text.</param>
/// <param name="Classification">Begins the sequence.</param>
public sealed record BertPostProcessor(NamedToken Separator, NamedToken Classification) : IPostProcessor
{
    /// <inheritdoc/>
    public void Process(List<TokenSegment> segments, bool addSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (!addSpecialTokens)
            return;
        TokenSegment[] texts = [.. segments];
        segments.Clear();
        segments.Add(new TokenSegment([Classification.Id], 0, true));
        for (int index = 0; index < texts.Length; index++)
        {
            segments.Add(texts[index] with { TypeId = index });
            segments.Add(new TokenSegment([Separator.Id], index, true));
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("BertProcessing", w =>
    {
        Separator.Write(w, "sep");
        Classification.Write(w, "cls");
    });
}
