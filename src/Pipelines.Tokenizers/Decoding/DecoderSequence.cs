using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Decoders one after the other: <c>Sequence</c>.</summary>
/// <param name="Decoders">The decoders, the first first.</param>
public sealed record DecoderSequence(IReadOnlyList<ITokenDecoder> Decoders) : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        foreach (ITokenDecoder decoder in Decoders)
            decoder.Decode(tokens);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) =>
        writer.WriteNode("Sequence", w => w.WriteNodes("decoders", Decoders, (node, inner) => node.Write(inner)));
}
