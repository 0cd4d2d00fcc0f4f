using Pipelines;
using Pipelines.Encoders;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Tensors;

namespace Inspect;

/// <summary>What there is to say of a model folder.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Family">The family, or the config's own word for one that is not known here.</param>
/// <param name="Facts">Names and values of what the config says.</param>
/// <param name="Match">How tensors and parameters correspond; null where the model is not known or cannot be made.</param>
/// <param name="Tokenizer">The tokenizer beside the model.</param>
/// <param name="Problems">What keeps the model from being used: a sentence each.</param>
internal sealed record ModelReport(
    string Path, string Family, IReadOnlyList<KeyValuePair<string, string>> Facts, WeightMatch? Match, TokenizerReport Tokenizer,
    IReadOnlyList<string> Problems)
{
    /// <summary>Whether the model can be loaded and its tokenizer used.</summary>
    public bool IsInOrder => Problems.Count == 0 && Match is not { IsComplete: false };

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="backend">What an encoder is made on, to compare its parameters.</param>
    public static ModelReport Create(ModelFolder folder, ITensorBackend backend)
    {
        List<string> problems = [];
        var tokenizer = TokenizerReport.Create(folder, problems);
        var isDecoder = GptFolderInfo.IsKnown(folder.ModelType) || (folder.ModelType.Length == 0 && folder.Architectures.Count > 0);
        return isDecoder ? Decoder(folder, tokenizer, problems) : Encoder(folder, backend, tokenizer, problems);
    }

    private static ModelReport Decoder(ModelFolder folder, TokenizerReport tokenizer, List<string> problems)
    {
        var info = GptFolderInfo.Read(folder);
        var config = info.Config;
        var cache = 2L * config.LayerCount * config.EffectiveKeyValueHeadCount * config.EffectiveHeadSize * sizeof(float);
        List<KeyValuePair<string, string>> facts =
        [
            new("layers", $"{config.LayerCount}"),
            new("width", $"{config.EmbeddingSize}"),
            new("heads", config.EffectiveKeyValueHeadCount == config.HeadCount
                ? $"{config.HeadCount} of {config.EffectiveHeadSize}"
                : $"{config.HeadCount} of {config.EffectiveHeadSize}, sharing {config.EffectiveKeyValueHeadCount} for keys and values"),
            new("feed-forward", $"{config.EffectiveFeedForwardSize}, {config.FeedForward}, {config.Activation}".ToLowerInvariant()),
            new("positions", Positions(config)),
            new("vocabulary", $"{config.VocabularySize:N0}{(config.TieEmbeddings ? ", head tied to the embedding" : "")}"),
            new("special ids", SpecialIds(info.TokenIds)),
            new("cache", $"{Units.Bytes(cache)} for each token of a context"),
        ];
        CheckVocabulary(tokenizer, config.VocabularySize, problems);
        return new ModelReport(folder.Path, info.Family, facts, info.Weights, tokenizer, problems);
    }

    private static ModelReport Encoder(ModelFolder folder, ITensorBackend backend, TokenizerReport tokenizer, List<string> problems)
    {
        WeightMatch? match = null;
        var facts = EncoderFacts.Read(folder.Config);
        try
        {
            using Module model = folder.ModelType == "t5" ? T5Model.Load(folder.Path, backend)
                : folder.Architectures.Any(a => a.EndsWith("ForMultipleChoice", StringComparison.Ordinal))
                    ? MultipleChoiceModel.Load(folder.Path, backend)
                : TextEncoder.Load(folder.Path, backend);
            match = folder.Weights.Match(model, EncoderFacts.Map);
        }
        catch (Exception e) when (e is ModelFolderException or TensorFormatException or PipelineException)
        {
            problems.Add(e.Message);
        }

        if (folder.FindFile("modules.json") is { } modules)
        {
            var types = ConfigSection.ReadList(modules).Select(m => m.GetString("type", "?").Split('.')[^1]);
            facts.Add(new("sentence embedding", string.Join(" → ", types)));
        }

        CheckVocabulary(tokenizer, folder.Config.FindInt32("vocab_size") ?? int.MaxValue, problems);
        return new ModelReport(folder.Path, EncoderFacts.Family(folder.ModelType), facts, match, tokenizer, problems);
    }

    private static void CheckVocabulary(TokenizerReport tokenizer, int modelSize, List<string> problems)
    {
        if (tokenizer.VocabularySize > modelSize)
            problems.Add($"The tokenizer has {tokenizer.VocabularySize:N0} ids, but the model knows only {modelSize:N0}.");
    }

    private static string Positions(GptConfig config)
    {
        if (config.Positions == PositionKind.Learned)
            return $"{config.BlockSize:N0}, learned";
        var scaling = config.RopeScaling is { } s ? $", stretched ({s.Kind})" : "";
        var window = config.SlidingWindow > 0 ? $", window of {config.SlidingWindow:N0}" : "";
        return $"{config.BlockSize:N0}, rotary with base {config.RopeTheta:N0}{scaling}{window}";
    }

    private static string SpecialIds(GptTokenIds ids)
    {
        List<string> parts = [];
        if (ids.BeginOfText is { } begin)
            parts.Add($"begin {begin}");
        if (ids.EndOfText.Count > 0)
            parts.Add($"end {string.Join(", ", ids.EndOfText)}");
        if (ids.Padding is { } padding)
            parts.Add($"padding {padding}");
        return parts.Count == 0 ? "none" : string.Join("; ", parts);
    }
}
