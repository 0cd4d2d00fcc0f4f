using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>How long sequences are cut: <c>truncation</c> in a <c>tokenizer.json</c>.</summary>
/// <param name="MaximumLength">The most ids, those of surrounding tokens included.</param>
public sealed record TruncationOptions(int MaximumLength)
{
    /// <summary>Which text of a pair is cut.</summary>
    public TruncationStrategy Strategy { get; init; }

    /// <summary>Where ids are dropped.</summary>
    public TextSide Side { get; init; }

    /// <summary>How far pieces of a text that is cut into several overlap. Kept for writing: one piece is made here.</summary>
    public int Stride { get; init; }

    internal static TruncationOptions? Read(JsonPlace node)
    {
        if (node.IsNull)
            return null;
        node.Expect("max_length", "strategy", "direction", "stride");
        return new TruncationOptions(node["max_length"].Whole())
        {
            Strategy = node["strategy"].OptionalText() switch
            {
                null or "LongestFirst" => TruncationStrategy.LongestFirst,
                "OnlyFirst" => TruncationStrategy.OnlyFirst,
                "OnlySecond" => TruncationStrategy.OnlySecond,
                _ => throw node["strategy"].Error("LongestFirst, OnlyFirst or OnlySecond is expected"),
            },
            Side = ReadSide(node["direction"]),
            Stride = node["stride"].IsNull ? 0 : node["stride"].Whole(),
        };
    }

    internal static TextSide ReadSide(JsonPlace node) => node.OptionalText() switch
    {
        null or "Right" => TextSide.Right,
        "Left" => TextSide.Left,
        _ => throw node.Error("Left or Right is expected"),
    };

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("direction", Side.ToString());
        writer.WriteNumber("max_length", MaximumLength);
        writer.WriteString("strategy", Strategy.ToString());
        writer.WriteNumber("stride", Stride);
    }
}
