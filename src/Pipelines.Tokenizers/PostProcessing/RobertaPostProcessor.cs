using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>
/// <c>&lt;s&gt; A &lt;/s&gt;</c> and <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, everything of type 0: <c>RobertaProcessing</c>.
/// </summary>
/// <param name="Separator">Ends each text.</param>
/// <param name="Classification">Begins the sequence.</param>
/// <param name="TrimOffsets">Kept for writing: it concerns offsets.</param>
/// <param name="AddPrefixSpace">Kept for writing: it concerns offsets.</param>
public sealed record RobertaPostProcessor(NamedToken Separator, NamedToken Classification, bool TrimOffsets = true,
    bool AddPrefixSpace = true)
    : IPostProcessor
{
    /// <inheritdoc/>
    public void Process(List<TokenSegment> segments, bool addSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(segments);
        TokenSegment[] texts = [.. segments];
        segments.Clear();
        for (int index = 0; index < texts.Length; index++)
        {
            if (addSpecialTokens)
                segments.Add(new TokenSegment([index == 0 ? Classification.Id : Separator.Id], 0, true));
            segments.Add(texts[index] with { TypeId = 0 });
            if (addSpecialTokens)
                segments.Add(new TokenSegment([Separator.Id], 0, true));
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("RobertaProcessing", w =>
    {
        Separator.Write(w, "sep");
        Classification.Write(w, "cls");
        w.WriteBoolean("trim_offsets", TrimOffsets);
        w.WriteBoolean("add_prefix_space", AddPrefixSpace);
    });
}
