using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>How short sequences are filled up: <c>padding</c> in a <c>tokenizer.json</c>.</summary>
/// <param name="Id">The id that fills.</param>
/// <param name="Token">Its spelling.</param>
public sealed record PaddingOptions(int Id, string Token)
{
    /// <summary>The length to fill up to; null: that of the longest of a batch, which for one sequence is its own.</summary>
    public int? Length { get; init; }

    /// <summary>Where the filling goes.</summary>
    public TextSide Side { get; init; }

    /// <summary>Lengths become multiples of this; null for any.</summary>
    public int? Multiple { get; init; }

    /// <summary>The type id of the filling.</summary>
    public int TypeId { get; init; }

    internal static PaddingOptions? Read(JsonPlace node)
    {
        if (node.IsNull)
            return null;
        node.Expect("strategy", "direction", "pad_to_multiple_of", "pad_id", "pad_type_id", "pad_token");
        JsonPlace strategy = node["strategy"];
        bool isBatch = strategy.Kind == JsonValueKind.String && strategy.Text() == "BatchLongest";
        if (!isBatch)
            strategy.Expect("Fixed");
        return new PaddingOptions(node["pad_id"].Whole(), node["pad_token"].Text())
        {
            Length = isBatch ? null : strategy["Fixed"].Whole(maximum: 1 << 24),
            Side = TruncationOptions.ReadSide(node["direction"]),
            Multiple = node["pad_to_multiple_of"].IsNull ? null : node["pad_to_multiple_of"].Whole(maximum: 1 << 24),
            TypeId = node["pad_type_id"].Whole(),
        };
    }

    internal void Write(Utf8JsonWriter writer)
    {
        if (Length is { } length)
        {
            writer.WriteStartObject("strategy");
            writer.WriteNumber("Fixed", length);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteString("strategy", "BatchLongest");
        }
        writer.WriteString("direction", Side.ToString());
        if (Multiple is { } multiple)
            writer.WriteNumber("pad_to_multiple_of", multiple);
        else
            writer.WriteNull("pad_to_multiple_of");
        writer.WriteNumber("pad_id", Id);
        writer.WriteNumber("pad_type_id", TypeId);
        writer.WriteString("pad_token", Token);
    }
}
