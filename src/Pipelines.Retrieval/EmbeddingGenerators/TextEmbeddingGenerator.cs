using Microsoft.Extensions.AI;

namespace Pipelines.Retrieval;

/// <summary>
/// An embedder as Microsoft.Extensions.AI's generator. Work runs on the thread pool, so a caller with a synchronization context is not held
/// up; what an option asks for and the embedder does not do is refused.
/// </summary>
internal sealed class TextEmbeddingGenerator(ITextEmbedder embedder, string? modelId, bool ownsEmbedder)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private const string ProviderName = "Pipelines";
    private const int BatchSize = 32;

    private readonly EmbeddingGeneratorMetadata _metadata = new(ProviderName, null, modelId, embedder.Dimension);

    public ITextEmbedder Embedder => embedder;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != embedder.Dimension)
        {
            throw new PipelineException(
                $"Vectors of {dimensions} numbers were asked for, but the embedder makes vectors of {embedder.Dimension}. Leave Dimensions "
                + "out, or take another embedder.");
        }

        if (options?.ModelId is { } asked && asked != modelId)
        {
            throw new PipelineException(
                $"The model '{asked}' was asked for, but this generator has {(modelId is null ? "one without a name" : $"'{modelId}'")}. "
                + "Leave ModelId out, or take another generator.");
        }

        string[] texts = [.. values];
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is null)
                throw new PipelineException($"Text {i} is null; a text, which may be empty, was expected.");
        }

        return Task.Run(() => Generate(texts, cancellationToken), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(embedder) ? embedder
            : null;
    }

    public void Dispose()
    {
        if (ownsEmbedder)
            (embedder as IDisposable)?.Dispose();
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, CancellationToken cancellationToken)
    {
        var embedded = embedder.EmbedChecked(texts, BatchSize, cancellationToken);
        var result = new GeneratedEmbeddings<Embedding<float>>(texts.Length);
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < texts.Length; i++)
        {
            result.Add(new Embedding<float>(embedded.Vectors.AsMemory(i * embedded.Size, embedded.Size))
            {
                ModelId = modelId,
                CreatedAt = now,
            });
        }

        if (embedded.TokenCounts is not { } counts)
            return result;

        // What was read counts, not what was cut off.
        var total = 0L;
        for (var i = 0; i < counts.Count; i++)
            total += Math.Min(counts[i], embedder.MaximumTokens ?? int.MaxValue);
        result.Usage = new UsageDetails { InputTokenCount = total, TotalTokenCount = total };
        return result;
    }
}
