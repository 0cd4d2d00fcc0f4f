using System.Text.Json;

namespace Pipelines.Tokenizers;

/// <summary>Makes models of their JSON nodes.</summary>
internal static class ModelReader
{
    public static ITokenModel Read(JsonPlace node)
    {
        if (node.IsNull)
            throw node.Error("there is no model; a tokenizer needs one");
        string type = node["type"].OptionalText() ?? Guess(node);
        switch (type)
        {
            case "BPE":
                return BytePair(node);
            case "Unigram":
                return Unigram(node);
            case "WordPiece":
                node.Expect("unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab");
                return new WordPieceModel(
                    TokenVocabulary.Read(node["vocab"]), node["unk_token"].Text(), node["continuing_subword_prefix"].Text(),
                    node["max_input_chars_per_word"].IsNull ? 100 : node["max_input_chars_per_word"].Whole());
            case "WordLevel":
                node.Expect("vocab", "unk_token");
                return new WordLevelModel(TokenVocabulary.Read(node["vocab"]), node["unk_token"].Text());
            default:
                throw node.UnknownNode("model", type, "BPE", "Unigram", "WordPiece", "WordLevel");
        }
    }

    // Files from before models had a type.
    private static string Guess(JsonPlace node)
    {
        if (!node["merges"].IsNull)
            return "BPE";
        if (node["vocab"].Kind == JsonValueKind.Array)
            return "Unigram";
        return node["continuing_subword_prefix"].IsNull ? "WordLevel" : "WordPiece";
    }

    private static BytePairTokenModel BytePair(JsonPlace node)
    {
        node.Expect(
            "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback", "ignore_merges",
            "vocab",
            "merges");
        JsonPlace dropout = node["dropout"];
        if (!dropout.IsNull && dropout.Number() is < 0 or > 1)
            throw dropout.Error("a probability from 0 to 1 is expected");
        var options = new BytePairModelOptions
        {
            Dropout = dropout.IsNull ? null : dropout.Number(),
            UnknownToken = NotEmpty(node["unk_token"]),
            ContinuingPrefix = NotEmpty(node["continuing_subword_prefix"]),
            EndSuffix = NotEmpty(node["end_of_word_suffix"]),
            FuseUnknown = node["fuse_unk"].Flag(missing: false),
            ByteFallback = node["byte_fallback"].Flag(missing: false),
            IgnoreMerges = node["ignore_merges"].Flag(missing: false),
        };
        TokenVocabulary vocabulary = TokenVocabulary.Read(node["vocab"]);
        JsonPlace merges = node["merges"];
        if (merges.Kind != JsonValueKind.Array)
            throw merges.Error("an array of merges is expected");
        try
        {
            return new BytePairTokenModel(vocabulary, options, _ => Merges(merges, vocabulary, options.ContinuingPrefix?.Length ?? 0));
        }
        catch (ArgumentException exception)
        {
            throw merges.Error(exception.Message.TrimEnd('.'), exception);
        }
    }

    // Older files have no null here but an empty text.
    private static string? NotEmpty(JsonPlace node) => node.OptionalText() is { Length: > 0 } text ? text : null;

    private static IEnumerable<BytePairMerge> Merges(JsonPlace merges, TokenVocabulary vocabulary, int prefix)
    {
        int index = 0;
        foreach (JsonElement element in merges.Element.EnumerateArray())
        {
            var place = new JsonPlace(element, "", merges.File);
            string? problem = null;
            BytePairMerge merge = default;
            bool isKnown;
            if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() == 2)
            {
                isKnown = BytePairTokenModel.TryResolve(
                    vocabulary, Part(0), Part(1), prefix, out merge, out problem);
            }
            else
            {
                string text = element.ValueKind == JsonValueKind.String ? Located(place).Text() : "";
                int space = text.IndexOf(' ', StringComparison.Ordinal);
                if (space <= 0 || space == text.Length - 1 || text.IndexOf(' ', space + 1) >= 0)
                    throw Located(place).Error("a merge is two tokens with one space between them, or an array of two tokens");
                isKnown = BytePairTokenModel.TryResolve(vocabulary, text.AsSpan(0, space), text.AsSpan(space + 1), prefix, out merge,
                    out problem);
            }
            if (!isKnown)
                throw Located(place).Error(problem!);
            index++;
            yield return merge;

            string Part(int at) => element[at].ValueKind == JsonValueKind.String ? (place with { Element = element[at] }).Text() : "";
        }

        JsonPlace Located(JsonPlace place) => place with { Path = $"{merges.Path}[{index}]" };
    }

    private static UnigramModel Unigram(JsonPlace node)
    {
        node.Expect("unk_id", "vocab", "byte_fallback");
        JsonPlace vocabulary = node["vocab"];
        var tokens = new List<(string, double)>();
        if (vocabulary.Kind != JsonValueKind.Array)
            throw vocabulary.Error("an array of tokens and scores is expected");
        foreach (JsonElement entry in vocabulary.Element.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2)
                throw Located(entry).Error("a token and its score are expected");
            tokens.Add((Located(entry[0]).Text(), entry[1].ValueKind == JsonValueKind.Number && entry[1].TryGetDouble(out double score)
                ? score
                : throw Located(entry[1]).Error("a number is expected")));
        }
        try
        {
            return new UnigramModel(tokens, node["unk_id"].IsNull ? null : node["unk_id"].Whole(),
                node["byte_fallback"].Flag(missing: false));
        }
        catch (ArgumentException exception)
        {
            throw node.Error(exception.Message.TrimEnd('.'), exception);
        }

        JsonPlace Located(JsonElement element) => new(element, $"{vocabulary.Path}[{tokens.Count}]", vocabulary.File);
    }
}
