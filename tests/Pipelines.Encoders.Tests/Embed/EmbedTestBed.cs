using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders.Tests;

/// <summary>A context and a tiny embedder of letters.</summary>
internal static class EmbedTestBed
{
    public static BertConfig Config { get; } = new()
    {
        VocabularySize = 5,
        HiddenSize = 32,
        LayerCount = 1,
        HeadCount = 2,
        IntermediateSize = 48,
        PositionCount = 40,
        InitializerRange = 0.5f,
    };

    public static PipelineContext CreateContext() =>
        PipelineContext.Create(p => p.AddEncoders().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);

    public static Embedder CreateEmbedder(ITensorBackend backend, EmbedderConfig? config = null) => new(
        new BertModel(backend, Config, new RandomGenerator(1), hasPooler: false), CharacterTokenizer.Create("abc ".EnumerateRunes()),
        config ?? new EmbedderConfig { MaximumLength = 12, Steps = [new EmbedderStep()] }, new RandomGenerator(2));

    public static Embedder CreateEmbedder(PipelineContext context, EmbedderConfig? config = null) =>
        CreateEmbedder(context.Services.GetRequiredService<ITensorBackend>(), config);
}
