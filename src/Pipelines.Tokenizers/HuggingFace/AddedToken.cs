using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>A token that is found in text before anything else sees it: an entry of <c>added_tokens</c>.</summary>
/// <param name="Id">The id it stands for, at least 0.</param>
/// <param name="Content">The spelling.</param>
public sealed record AddedToken(int Id, string Content)
{
    /// <summary>
    /// Whether it is left out by decoding without special tokens, and can be taken for text (<see cref="SpecialTokenHandling"/>).
    /// </summary>
    public bool IsSpecial { get; init; }

    /// <summary>Found only where no word character touches it (<c>single_word</c>).</summary>
    public bool IsSingleWord { get; init; }

    /// <summary>Takes the white space before it (<c>lstrip</c>).</summary>
    public bool StripsLeft { get; init; }

    /// <summary>Takes the white space behind it (<c>rstrip</c>).</summary>
    public bool StripsRight { get; init; }

    /// <summary>Looked for in normalized text, itself normalized (<c>normalized</c>).</summary>
    public bool IsNormalized { get; init; }

    internal static AddedToken Read(JsonPlace node, int id)
    {
        node.Expect("id", "content", "single_word", "lstrip", "rstrip", "normalized", "special", "__type");
        bool isSpecial = node["special"].Flag(missing: false);
        return new AddedToken(id, node["content"].Text())
        {
            IsSpecial = isSpecial,
            IsSingleWord = node["single_word"].Flag(missing: false),
            StripsLeft = node["lstrip"].Flag(missing: false),
            StripsRight = node["rstrip"].Flag(missing: false),
            IsNormalized = node["normalized"].Flag(missing: !isSpecial),
        };
    }

    internal void Write(Utf8JsonWriter writer, bool withId)
    {
        writer.WriteStartObject();
        if (withId)
            writer.WriteNumber("id", Id);
        writer.WriteString("content", Content);
        writer.WriteBoolean("single_word", IsSingleWord);
        writer.WriteBoolean("lstrip", StripsLeft);
        writer.WriteBoolean("rstrip", StripsRight);
        writer.WriteBoolean("normalized", IsNormalized);
        writer.WriteBoolean("special", IsSpecial);
        writer.WriteEndObject();
    }
}
