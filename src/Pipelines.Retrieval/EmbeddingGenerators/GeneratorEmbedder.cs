using Microsoft.Extensions.AI;

namespace Pipelines.Retrieval;

/// <summary>A generator of Microsoft.Extensions.AI as an embedder.</summary>
internal sealed class GeneratorEmbedder : ITextEmbedder, IDisposable
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly GeneratorEmbedderOptions _options;
    private readonly bool _ownsGenerator;

    public GeneratorEmbedder(
        IEmbeddingGenerator<string, Embedding<float>> generator, GeneratorEmbedderOptions options, bool ownsGenerator)
    {
        (_generator, _options, _ownsGenerator) = (generator, OptionsValidation.Validated(options), ownsGenerator);
        var metadata = generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        Dimension = options.Dimension ?? options.Generation?.Dimensions ?? metadata?.DefaultModelDimensions ?? throw new PipelineException(
            $"The embedding generator ({generator.GetType().Name}) does not say how many numbers its vectors have. Give it: "
            + "AsTextEmbedder(o => o.Dimension = …).");
    }

    public int Dimension { get; }

    public int? MaximumTokens => _options.MaximumTokens;

    public int? CountTokens(string text) => _options.CountTokens?.Invoke(text);

    public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var vectors = new float[checked(texts.Count * Dimension)];
        for (var start = 0; start < texts.Count; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = new string[Math.Min(batchSize, texts.Count - start)];
            for (var i = 0; i < part.Length; i++)
                part[i] = texts[start + i];
            var generated = Generate(part, cancellationToken);
            if (generated.Count != part.Length)
                throw Broken($"was given {part.Length} texts and gave {generated.Count} vectors");
            for (var i = 0; i < part.Length; i++)
            {
                var vector = generated[i].Vector.Span;
                if (vector.Length != Dimension)
                    throw Broken($"gave a vector of {vector.Length} numbers, where {Dimension} were expected");
                vector.CopyTo(vectors.AsSpan((start + i) * Dimension));
            }
        }

        if (_options.CountTokens is not { } count)
            return new EmbeddedTexts(vectors, Dimension, TokenCounts: null, TruncatedCount: 0);
        var (counts, cut) = (new int[texts.Count], 0);
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = count(texts[i]);
            cut += counts[i] > MaximumTokens ? 1 : 0;
        }

        return new EmbeddedTexts(vectors, Dimension, counts, cut);
    }

    public void Dispose()
    {
        if (_ownsGenerator)
            _generator.Dispose();
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(string[] texts, CancellationToken cancellationToken)
    {
        try
        {
            // On the pool: waiting here for what wants to go on in the caller's context would never end.
            return Task.Run(() => _generator.GenerateAsync(texts, _options.Generation, cancellationToken), cancellationToken)
                .GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (OperationCanceledException or PipelineException))
        {
            throw Broken($"failed: {e.Message}", e);
        }
    }

    private PipelineException Broken(string what, Exception? cause = null) =>
        new($"The embedding generator ({_generator.GetType().Name}) {what}. Check the generator and its options.", cause);
}
