using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Pipelines.Tokenizers;

/// <summary>
/// Tokens like <c>&lt;0xE4&gt;</c> are bytes of UTF-8 again: <c>ByteFallback</c>. A run that is not UTF-8 becomes U+FFFD for each byte.
/// </summary>
public sealed record ByteFallbackDecoder : ITokenDecoder
{
    /// <inheritdoc/>
    public void Decode(List<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var run = new List<byte>();
        int count = 0;
        for (int index = 0; index <= tokens.Count; index++)
        {
            if (index < tokens.Count && TryReadByte(tokens[index], out byte value))
            {
                run.Add(value);
                continue;
            }
            if (run.Count > 0)
            {
                byte[] bytes = [.. run];
                tokens[count++] = Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : new string('\ufffd', bytes.Length);
                run.Clear();
            }
            if (index < tokens.Count)
                tokens[count++] = tokens[index];
        }
        tokens.RemoveRange(count, tokens.Count - count);
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("ByteFallback");

    /// <summary>Reads <c>&lt;0x..&gt;</c>.</summary>
    internal static bool TryReadByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
