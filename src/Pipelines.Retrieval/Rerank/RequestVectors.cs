using System.Numerics.Tensors;

namespace Pipelines.Retrieval;

/// <summary>The vectors of the queries and passages of some requests; a text that comes twice is embedded once.</summary>
internal sealed class RequestVectors
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly float[] _vectors;
    private readonly VectorRetrieverOptions _options;
    private readonly int _dimension;

    public RequestVectors(
        IReadOnlyList<RerankRequest> requests, ITextEmbedder embedder, VectorRetrieverOptions options, CancellationToken cancellationToken)
    {
        (_options, _dimension) = (options, embedder.Dimension);
        var texts = new List<string>();
        foreach (var request in requests)
        {
            if (string.IsNullOrWhiteSpace(request.Query))
                throw new RetrievalException("The query is empty: nothing can be ranked by it. Leave it out.");
            Place(options.QueryPrefix + request.Query, texts);
            foreach (var passage in request.Passages)
                Place(options.PassagePrefix + passage.Text, texts);
        }

        _vectors = Embed(texts, embedder, cancellationToken);
        for (var i = 0; i < texts.Count; i++)
        {
            // Rows of length 1: a product is a cosine. A text of which the embedder knows nothing has cosine 0 with all.
            var vector = _vectors.AsSpan(i * _dimension, _dimension);
            var norm = TensorPrimitives.Norm<float>(vector);
            if (norm > 0)
                TensorPrimitives.Divide(vector, norm, vector);
        }
    }

    public ReadOnlySpan<float> Query(string text) => Vector(_options.QueryPrefix + text);

    public ReadOnlySpan<float> Passage(string text) => Vector(_options.PassagePrefix + text);

    public double Cosine(string query, string passage) => TensorPrimitives.Dot(Query(query), Passage(passage));

    public double CosineOfPassages(string left, string right) => TensorPrimitives.Dot(Passage(left), Passage(right));

    private ReadOnlySpan<float> Vector(string text) => _vectors.AsSpan(_places[text] * _dimension, _dimension);

    private void Place(string text, List<string> texts)
    {
        if (_places.TryAdd(text, texts.Count))
            texts.Add(text);
    }

    private float[] Embed(List<string> texts, ITextEmbedder embedder, CancellationToken cancellationToken)
    {
        EmbeddedTexts embedded;
        try
        {
            embedded = embedder.EmbedChecked(texts, _options.BatchSize, cancellationToken);
        }
        catch (PipelineException e)
        {
            throw new RetrievalException($"The query or a passage cannot be embedded: {e.Message}", e);
        }

        for (var i = 0; i < texts.Count && !_options.AllowTruncation; i++)
        {
            if (embedded.TokenCounts is { } counts && counts[i] > embedder.MaximumTokens)
            {
                throw new RetrievalException(
                    $"A query or passage has {counts[i]} tokens ('{texts[i].AsSpan(0, Math.Min(40, texts[i].Length))}…'), but the embedder "
                    + $"takes {embedder.MaximumTokens}. Chunk the passages by it, or allow them to be cut (AllowTruncation).");
            }
        }

        return embedded.Vectors;
    }
}
