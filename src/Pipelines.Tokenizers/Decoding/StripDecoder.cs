using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Takes a character off the ends of each token: <c>Strip</c>.</summary>
/// <param name="Content">The character.</param>
/// <param name="Start">The most that go from the start.</param>
/// <param name="Stop">The most that go from the end.</param>
public sealed record StripDecoder(string Content, int Start, int Stop) : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        for (int index = 0; index < tokens.Count; index++)
        {
            ReadOnlySpan<char> token = tokens[index];
            for (int count = 0; count < Start && token.StartsWith(Content, StringComparison.Ordinal); count++)
                token = token[Content.Length..];
            for (int count = 0; count < Stop && token.EndsWith(Content, StringComparison.Ordinal); count++)
                token = token[..^Content.Length];
            if (token.Length != tokens[index].Length)
                tokens[index] = token.ToString();
        }
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("Strip", w =>
    {
        w.WriteString("content", Content);
        w.WriteNumber("start", Start);
        w.WriteNumber("stop", Stop);
    });
}
