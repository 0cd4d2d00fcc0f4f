using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipelines.Retrieval;

namespace Pipelines;

/// <summary>Embedders and the embedding generators of Microsoft.Extensions.AI, each as the other.</summary>
public static class EmbeddingGeneratorExtensions
{
    /// <summary>The embedder as a generator, with its dimension as metadata and its count of tokens as usage.</summary>
    /// <param name="embedder">The embedder.</param>
    /// <param name="modelId">What the metadata call the model; null for nothing.</param>
    /// <param name="ownsEmbedder">Whether disposing the generator disposes the embedder.</param>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(
        this ITextEmbedder embedder, string? modelId = null, bool ownsEmbedder = false)
    {
        ArgumentNullException.ThrowIfNull(embedder);
        return new TextEmbeddingGenerator(embedder, modelId, ownsEmbedder);
    }

    /// <summary>The generator as an embedder, for every stage and retriever that takes one.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="configure">Says what the generator does not: the dimension, the maximum and the count of tokens.</param>
    /// <param name="ownsGenerator">Whether disposing the embedder disposes the generator.</param>
    /// <exception cref="PipelineException">Neither options nor metadata say how many numbers a vector has.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ITextEmbedder AsTextEmbedder(
        this IEmbeddingGenerator<string, Embedding<float>> generator, Action<GeneratorEmbedderOptions>? configure = null,
        bool ownsGenerator = false)
    {
        ArgumentNullException.ThrowIfNull(generator);
        var options = new GeneratorEmbedderOptions();
        configure?.Invoke(options);
        return configure is null && !ownsGenerator && generator is TextEmbeddingGenerator own
            ? own.Embedder
            : new GeneratorEmbedder(generator, options, ownsGenerator);
    }

    /// <summary>
    /// Makes registered embedders resolve as generators, by the same keys; a generator that the application registers itself goes before.
    /// </summary>
    internal static IPipelinesBuilder AddEmbeddingGenerators(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(services =>
            services.GetKeyedService<ITextEmbedder>("")?.AsEmbeddingGenerator()!);
        builder.Services.TryAddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(KeyedService.AnyKey, (services, key) =>
            services.GetKeyedService<ITextEmbedder>(key)?.AsEmbeddingGenerator(key as string)!);
        return builder;
    }
}
