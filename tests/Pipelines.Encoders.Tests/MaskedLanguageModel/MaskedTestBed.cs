namespace Pipelines.Encoders.Tests;

/// <summary>Tiny encoders.</summary>
internal static class MaskedTestBed
{
    public static BertConfig Bert { get; } = new()
    {
        VocabularySize = 20,
        HiddenSize = 16,
        LayerCount = 2,
        HeadCount = 2,
        IntermediateSize = 24,
        PositionCount = 64,
        InitializerRange = 0.2f,
    };

    public static DebertaConfig Deberta { get; } = new()
    {
        VocabularySize = 20,
        HiddenSize = 16,
        EmbeddingSize = 16,
        LayerCount = 3,
        HeadCount = 2,
        IntermediateSize = 24,
        PositionCount = 64,
        InitializerRange = 0.2f,
        RelativeAttention = true,
        PositionBuckets = 8,
        ContentToPosition = true,
        PositionToContent = true,
        ShareAttentionKey = true,
        NormalizeRelativeEmbeddings = true,
        PositionBiasedInput = false,
    };
}
