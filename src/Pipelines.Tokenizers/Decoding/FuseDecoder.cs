using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Makes one of all tokens, so that what follows sees the text: <c>Fuse</c>.</summary>
public sealed record FuseDecoder : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        string text = string.Concat(tokens);
        tokens.Clear();
        tokens.Add(text);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Fuse");
}
