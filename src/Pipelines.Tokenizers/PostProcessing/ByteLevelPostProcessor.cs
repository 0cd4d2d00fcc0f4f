using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Adds nothing: <c>ByteLevel</c> as a post-processor concerns offsets only.</summary>
/// <param name="AddPrefixSpace">Kept for writing.</param>
/// <param name="UseRegex">Kept for writing.</param>
/// <param name="TrimOffsets">Kept for writing.</param>
public sealed record ByteLevelPostProcessor(bool AddPrefixSpace = true, bool UseRegex = true, bool TrimOffsets = true) : IPostProcessor
{
    /// <inheritdoc/>
    public void Process(List<TokenSegment> segments, bool addSpecialTokens)
    {
    }

    /// <inheritdoc/>
    public void Write(Utf8JsonWriter writer) => writer.WriteNode("ByteLevel", w =>
    {
        w.WriteBoolean("add_prefix_space", AddPrefixSpace);
        w.WriteBoolean("trim_offsets", TrimOffsets);
        w.WriteBoolean("use_regex", UseRegex);
    });
}
