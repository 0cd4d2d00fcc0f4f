using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tokenizers;

namespace Pipelines.Gpt;

/// <summary>The ids of special tokens that a model's config names.</summary>
/// <param name="BeginOfText">What texts begin with; null for nothing.</param>
/// <param name="EndOfText">What ends a text; none, one or several.</param>
/// <param name="Padding">What fills shorter rows; null for nothing.</param>
public sealed record GptTokenIds(int? BeginOfText, IReadOnlyList<int> EndOfText, int? Padding)
{
    /// <summary>No ids.</summary>
    public static GptTokenIds None { get; } = new(null, [], null);

    /// <summary>
    /// Those of a tokenizer. Readers of a config that names none take their family's own, which are other tokens here.
    /// </summary>
    internal static GptTokenIds Of(Tokenizer? tokenizer) => tokenizer is null
        ? None
        : new GptTokenIds(tokenizer.BeginOfTextId, tokenizer.EndOfTextId is { } end ? [end] : [], tokenizer.PaddingId);

    /// <summary>Reads them; −1, as old configs have it, is none.</summary>
    internal static GptTokenIds Read(ConfigSection config) => new(
        Id(config.FindInt32("bos_token_id", -1)),
        [.. (config.FindInt32s("eos_token_id", -1) ?? []).Where(id => id >= 0)],
        Id(config.FindInt32("pad_token_id", -1)));

    internal void Write(JsonObject json)
    {
        if (BeginOfText is { } begin)
            json["bos_token_id"] = begin;
        if (EndOfText.Count == 1)
            json["eos_token_id"] = EndOfText[0];
        else if (EndOfText.Count > 1)
            json["eos_token_id"] = new JsonArray([.. EndOfText.Select(id => (JsonNode)id)]);
        if (Padding is { } padding)
            json["pad_token_id"] = padding;
    }

    private static int? Id(int? id) => id is null or < 0 ? null : id;
}
