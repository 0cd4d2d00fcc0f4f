using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A suffix that ends words becomes the space behind them, and nothing behind the last: <c>BPEDecoder</c>.</summary>
/// <param name="Suffix">The suffix.</param>
public sealed record BytePairDecoder(string Suffix = "</w>") : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int index = 0; index < tokens.Count && Suffix.Length > 0; index++)
            tokens[index] = tokens[index].Replace(Suffix, index == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("BPEDecoder", w => w.WriteString("suffix", Suffix));
}
