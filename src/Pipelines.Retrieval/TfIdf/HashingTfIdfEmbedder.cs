using System.Numerics.Tensors;

namespace Pipelines.Retrieval;

/// <summary>
/// Texts as counts of their words or characters, hashed into a fixed number of elements and weighed by how rare each element is among the
/// passages it was fitted on. Values are those of scikit-learn's <c>HashingVectorizer(norm=None)</c> and <c>TfidfTransformer</c> (smooth,
/// L2). It needs no model, learns in one pass, and a text without known features has a vector of zeros. Several threads may use one.
/// </summary>
public sealed partial class HashingTfIdfEmbedder : ISavableTextEmbedder
{
    /// <summary>The id of its format in pipeline files.</summary>
    internal const string Format = "pipelines.hashing-tf-idf";

    // Texts a core that are read before they are counted.
    private const int TextsPerTurn = 256;

    private readonly HashingTfIdfOptions _options;
    private readonly FeatureHasher _hasher;
    private readonly int[] _frequencies;
    private readonly double[] _idf;
    private readonly ThreadLocal<FeatureScratch> _scratch = new(static () => new FeatureScratch());

    /// <summary>Makes an embedder that was fitted on nothing: all elements weigh 1.</summary>
    /// <param name="options">How; null for the defaults. Later changes to them have no effect.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public HashingTfIdfEmbedder(HashingTfIdfOptions? options = null)
        : this(OptionsValidation.Validated(Copy(options ?? new HashingTfIdfOptions())), 0, null)
    {
    }

    private HashingTfIdfEmbedder(HashingTfIdfOptions options, long documentCount, int[]? frequencies)
    {
        (_options, _hasher, DocumentCount) = (options, new FeatureHasher(options), documentCount);
        _frequencies = frequencies ?? new int[options.Dimension];
        _idf = new double[options.Dimension];
        for (var i = 0; i < _idf.Length; i++)
            _idf[i] = frequencies is null ? 1 : Math.Log((1.0 + documentCount) / (1.0 + _frequencies[i])) + 1;
    }

    /// <summary>How texts become vectors, a copy.</summary>
    public HashingTfIdfOptions Options => Copy(_options);

    /// <summary>How many passages it was fitted on; 0 where on none.</summary>
    public long DocumentCount { get; }

    /// <summary>What each of the <see cref="Dimension"/> elements weighs: ln((1 + passages) / (1 + passages that have it)) + 1.</summary>
    public IReadOnlyList<double> InverseDocumentFrequencies => _idf;

    /// <inheritdoc/>
    public int Dimension => _options.Dimension;

    /// <summary>No text is cut.</summary>
    public int? MaximumTokens => int.MaxValue;

    string ISavableTextEmbedder.FormatId => Format;

    /// <summary>Learns from passages in how many of them each element occurs, on all cores.</summary>
    /// <param name="passages">The passages; they are read once.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops between parts of the passages.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="RetrievalException">There are no passages.</exception>
    public static HashingTfIdfEmbedder Fit(
        IEnumerable<string> passages, HashingTfIdfOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(passages);
        options = OptionsValidation.Validated(Copy(options ?? new HashingTfIdfOptions()));
        var hasher = new FeatureHasher(options);
        var (total, frequencies, sum) = (0L, new int[options.Dimension], new Lock());
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };
        foreach (var part in passages.Chunk(TextsPerTurn * Environment.ProcessorCount))
        {
            total += part.Length;
            Parallel.For(0, part.Length, parallel, () => new Frequencies(options.Dimension), (i, _, own) =>
            {
                hasher.Count(part[i], own.Scratch, own.Counts, own.Present);
                for (var element = 0; element < own.Present.Length; element++)
                    own.Sum[element] += own.Present[element] ? 1 : 0;
                own.Scratch.Trim();
                Array.Clear(own.Present);
                return own;
            }, own =>
            {
                lock (sum)
                    TensorPrimitives.Add(frequencies, own.Sum, frequencies);
            });
        }

        if (total == 0)
            throw new RetrievalException("There are no passages to fit on. Give some, or take the embedder without fitting it.");
        return new HashingTfIdfEmbedder(options, total, frequencies);
    }

    /// <summary>How many words a text has, or characters where those are the features.</summary>
    public int? CountTokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _hasher.CountUnits(text, _scratch.Value!);
    }

    /// <inheritdoc/>
    public EmbeddedTexts Embed(IReadOnlyList<string> texts, int batchSize = 32, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var vectors = new float[checked(texts.Count * Dimension)];
        var tokens = new int[texts.Count];
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = Math.Min(batchSize, Environment.ProcessorCount),
        };
        Parallel.For(0, texts.Count, parallel, () => new double[Dimension], (i, _, counts) =>
        {
            var scratch = _scratch.Value!;
            Array.Clear(counts);
            _hasher.Count(texts[i], scratch, counts);
            tokens[i] = _hasher.CountUnits(texts[i], scratch);
            scratch.Trim();
            Weigh(counts, vectors.AsSpan(i * Dimension, Dimension));
            return counts;
        }, static _ => { });
        return new EmbeddedTexts(vectors, Dimension, tokens, TruncatedCount: 0);
    }

    private static HashingTfIdfOptions Copy(HashingTfIdfOptions options) => new()
    {
        Dimension = options.Dimension,
        Features = options.Features,
        MinimumLength = options.MinimumLength,
        MaximumLength = options.MaximumLength,
        Lowercase = options.Lowercase,
        SignedHashing = options.SignedHashing,
        SublinearCounts = options.SublinearCounts,
    };

    private void Weigh(double[] counts, Span<float> vector)
    {
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
                continue;
            if (_options.SublinearCounts)
                counts[i] = Math.CopySign(1 + Math.Log(Math.Abs(counts[i])), counts[i]);
            counts[i] *= _idf[i];
        }

        var norm = TensorPrimitives.Norm<double>(counts);
        for (var i = 0; norm > 0 && i < counts.Length; i++)
            vector[i] = (float)(counts[i] / norm);
    }

    /// <summary>What one thread counts by itself.</summary>
    private sealed class Frequencies(int dimension)
    {
        public FeatureScratch Scratch { get; } = new();

        public double[] Counts { get; } = new double[dimension];

        public bool[] Present { get; } = new bool[dimension];

        public int[] Sum { get; } = new int[dimension];
    }
}
