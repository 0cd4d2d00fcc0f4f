using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Normalizers one after the other: <c>Sequence</c>.</summary>
/// <param name="Normalizers">The normalizers, the first first.</param>
public sealed record NormalizerSequence(IReadOnlyList<INormalizer> Normalizers) : INormalizer
{
    /// <inheritdoc/>
    public string Normalize(string text)
    {
        foreach (INormalizer normalizer in Normalizers)
            text = normalizer.Normalize(text);
        return text;
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) =>
        writer.WriteNode("Sequence", w => w.WriteNodes("normalizers", Normalizers, (node, inner) => node.Write(inner)));
}
