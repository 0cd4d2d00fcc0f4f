using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Post-processors one after the other: <c>Sequence</c>.</summary>
/// <param name="Processors">The processors, the first first.</param>
public sealed record PostProcessorSequence(IReadOnlyList<IPostProcessor> Processors) : IPostProcessor
{
    /// <inheritdoc/>
    public void Process(List<TokenSegment> segments, bool addSpecialTokens)
    {
        foreach (IPostProcessor processor in Processors)
            processor.Process(segments, addSpecialTokens);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) =>
        writer.WriteNode("Sequence", w => w.WriteNodes("processors", Processors, (node, inner) => node.Write(inner)));
}
