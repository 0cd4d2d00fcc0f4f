using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>What DeBERTa promises apart from the reference's numbers.</summary>
internal sealed class DebertaModelTests : EncoderTests
{
    private static readonly DebertaConfig Tiny = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        EmbeddingSize = 8,
        LayerCount = 2,
        HeadCount = 2,
        IntermediateSize = 12,
        PositionCount = 9,
        InitializerRange = 0.3f,
        RelativeAttention = true,
        PositionBuckets = 3,
        ContentToPosition = true,
        PositionToContent = true,
        ShareAttentionKey = true,
        NormalizeRelativeEmbeddings = true,
        PositionBiasedInput = false,
    };

    private static readonly Dictionary<string, DebertaConfig> Configs = new()
    {
        ["v3"] = Tiny,
        ["own projections"] = Tiny with { ShareAttentionKey = false, TokenTypeCount = 2 },
        ["p2c, narrow tables"] = Tiny with { ContentToPosition = false, EmbeddingSize = 4, NormalizeRelativeEmbeddings = false },
        ["c2p, cut distances"] = Tiny with { PositionToContent = false, PositionBuckets = -1, MaximumRelativePositions = 2 },
        ["absolute positions only"] = Tiny with
        {
            RelativeAttention = false,
            ContentToPosition = false,
            PositionToContent = false,
            NormalizeRelativeEmbeddings = false,
            PositionBiasedInput = true,
        },
        ["convolution"] = Tiny with { ConvolutionSize = 3, ConvolutionActivation = Activation.Gelu },
        ["convolution in groups"] = Tiny with { ConvolutionSize = 5, ConvolutionGroups = 4 },
    };

    private static readonly EncoderBatch Choices = new(
        4, 5, [2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1, 2, 3, 0, 0, 5, 4, 3, 2, 1], [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1]);

    [TestCaseSource(nameof(Configs))]
    public void Gradients_AreThoseOfTheLoss(KeyValuePair<string, DebertaConfig> config)
    {
        var random = new RandomGenerator(3);
        using var model = new MultipleChoiceModel(new DebertaModel(Backend, config.Value, random), random);
        ModelGradientCheck.Verify(model, () => model.Loss(Choices, 2, [1, 0]));
    }

    [TestCaseSource(nameof(Configs))]
    public void Padding_ChangesNothing(KeyValuePair<string, DebertaConfig> config)
    {
        using var model = new DebertaModel(Backend, config.Value, new RandomGenerator(3));
        var alone = model.Forward(new EncoderBatch(1, 3, [7, 8, 9])).LastHiddenState.ToArray<float>();
        var padded = model.Forward(EncoderBatch.Pad([[2, 3, 4, 5, 6], [7, 8, 9]], 0)).LastHiddenState.ToArray<float>();
        Assert.That(padded[40..64], Is.EqualTo(alone).Within(1e-5));
    }

    [TestCaseSource(nameof(Configs))]
    public void SavedModel_IsTheSame(KeyValuePair<string, DebertaConfig> config)
    {
        using var model = new DebertaModel(Backend, config.Value, new RandomGenerator(3));
        using var folder = new TemporaryFolder();
        model.Save(folder.Path);
        using var again = DebertaModel.Load(folder.Path, Backend);
        Assert.That(again.Config, Is.EqualTo(config.Value));
        Assert.That(
            again.Forward(Choices).LastHiddenState.ToArray<float>(), Is.EqualTo(model.Forward(Choices).LastHiddenState.ToArray<float>()));
    }

    [Test]
    public void Dropouts_ActInTrainingOnly()
    {
        using var model = new DebertaModel(Backend, Tiny, new RandomGenerator(3));
        float[] Run() => model.Forward(Choices).LastHiddenState.ToArray<float>();
        var calm = Run();
        model.ToTraining();
        Assert.That(Run(), Is.Not.EqualTo(calm));
        model.ToEvaluation();
        Assert.That(Run(), Is.EqualTo(calm));
    }
}
