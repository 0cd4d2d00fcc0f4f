using Pipelines.Encoders;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace ScienceExam;

/// <summary>
/// A small DeBERTa that begins with its attention on what it shall find: the same word elsewhere. Queries begin as keys, so a token's
/// score is highest with its own kind, and segments begin small, so that a word in the context is still the word in an option. From such
/// a start the encoder learns within hundreds of steps to compare options with passages; from an ordinary one it takes many more.
/// </summary>
internal static class MatchingStart
{
    private const float SegmentScale = 0.3f;

    // Wide draws: with the usual 0.02 all scores are about the same, and attention begins as a mean.
    private static readonly DebertaConfig Config = new()
    {
        HiddenSize = 64, EmbeddingSize = 64, LayerCount = 2, HeadCount = 4, IntermediateSize = 128, TokenTypeCount = 2,
        InitializerRange = 0.15f, PositionCount = 256, PositionBuckets = 32, RelativeAttention = true, ContentToPosition = true,
        PositionToContent = true, ShareAttentionKey = true, NormalizeRelativeEmbeddings = true, PositionBiasedInput = false,
        HiddenDropout = 0, AttentionDropout = 0, ClassifierDropout = 0,
    };

    /// <summary>Makes the model.</summary>
    /// <param name="backend">What it computes on.</param>
    /// <param name="vocabularySize">Ids of its tokenizer.</param>
    /// <param name="padTokenId">What rows are padded with.</param>
    /// <param name="seed">Decides the weights.</param>
    public static MultipleChoiceModel Create(ITensorBackend backend, int vocabularySize, int padTokenId, int seed)
    {
        var random = new RandomGenerator((ulong)seed);
        var config = Config with { VocabularySize = vocabularySize, PadTokenId = padTokenId };
        var model = new MultipleChoiceModel(new DebertaModel(backend, config, random), random);
        var weights = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value);
        foreach (var (name, value) in weights)
        {
            if (name.EndsWith("query_proj.weight", StringComparison.Ordinal))
                weights[name.Replace("query_proj", "key_proj", StringComparison.Ordinal)].AsSpan<float>().CopyTo(value.AsSpan<float>());
            if (!name.EndsWith("token_type_embeddings.weight", StringComparison.Ordinal))
                continue;
            foreach (ref var element in value.AsSpan<float>())
                element *= SegmentScale;
        }

        return model;
    }
}
