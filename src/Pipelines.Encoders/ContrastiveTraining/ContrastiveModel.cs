using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// An embedder as the training loop wants it; both sides of a pair go through the same one. The rows of all micro-batches of a step are
/// each other's negatives: with several, all texts are embedded once without a tape, the gradient of the loss by their vectors is computed
/// from all of them, and each micro-batch sends its share back through the embedder (Gao et al. 2021). So accumulation is one large batch,
/// for one more forward pass.
/// </summary>
internal sealed class ContrastiveModel(Embedder embedder, ContrastiveObjective objective, EmbeddingSimilarity similarity, int recallAt)
    : ITrainableModel, IGradientCheckpointing
{
    // Texts of like length are encoded together, so that little is padding, up to this many tokens.
    private const int GroupTokens = 4096;

    private readonly RetrievalMeter _meter = new(recallAt);
    private StepGradients? _step;
    private int _hits;
    private int _rows;

    public Module Module => embedder;

    public ITensorBackend Backend => embedder.Encoder.Backend;

    public RandomGenerator Random => embedder.Encoder.Random;

    public int BlockSize => int.MaxValue;

    public int VocabularySize => embedder.Encoder.VocabularySize;

    public bool GradientCheckpointing
    {
        get => embedder.Encoder.GradientCheckpointing;
        set => embedder.Encoder.GradientCheckpointing = value;
    }

    public void BeginStep(ReadOnlySpan<TokenBatch> batches, ICollective collective)
    {
        _step = null;
        if (batches.Length < 2)
            return;
        var step = new StepGradients(objective, embedder.Size);
        foreach (var batch in batches)
        {
            using var scope = new TensorScope();
            var texts = ContrastiveTexts.Read(batch);
            var random = Random.State;
            step.Add(texts, Encode(texts).AsSpan<float>(), random);
        }

        (_hits, _rows) = (_hits + step.Compute(Backend), _rows + step.RowCount);
        _step = step;
    }

    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        var texts = ContrastiveTexts.Read(batch);
        if (_step is { } step)
        {
            // What was dropped when the vectors were computed is dropped again.
            Random.State = step.Next(out var share);
            return step.Send(Encode(texts), share, normalizer);
        }

        var loss = Loss(texts, Encode(texts), normalizer, new double[texts.RowCount], out var hits);
        (_hits, _rows) = (_hits + hits, _rows + texts.RowCount);
        return loss;
    }

    public Tensor TokenLosses(TokenBatch batch)
    {
        var (texts, losses) = (ContrastiveTexts.Read(batch), new double[batch.RowCount]);
        _ = Loss(texts, Encode(texts), 1, losses, out _);
        var result = Backend.Zeros(new Shape(batch.RowCount * batch.Length));
        for (var row = 0; row < losses.Length; row++)
            result.AsSpan<float>()[row * batch.Length] = (float)losses[row];
        return result;
    }

    public int CountTerms(TokenBatch batch) => batch.RowCount;

    public double MeasureLoss(TokenBatch batch)
    {
        var (texts, losses) = (ContrastiveTexts.Read(batch), new double[batch.RowCount]);
        var vectors = Encode(texts);
        _ = Loss(texts, vectors, 1, losses, out _);
        _meter.Add(texts, vectors.AsSpan<float>());
        return losses.Sum();
    }

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        var (hits, rows) = (_hits, _rows);
        (_hits, _rows) = (0, 0);
        return _meter.Take() ?? (rows == 0 ? null : new Dictionary<string, double> { ["accuracy"] = (double)hits / rows });
    }

    private Tensor Loss(ContrastiveTexts texts, Tensor vectors, double normalizer, Span<double> losses, out int hits)
    {
        var rows = texts.RowCount;
        var similarities = Functional.Linear(
            Functional.Slice(vectors, 0, 0, rows), Functional.Slice(vectors, 0, rows, texts.Tokens.Count - rows));
        var candidates = new ContrastiveCandidates(
            [.. texts.Numbers[..rows]], [.. texts.Numbers[rows..]], objective.MasksFalseNegatives);
        return ContrastiveLoss.Apply(similarities, candidates, objective, normalizer, losses, out hits);
    }

    /// <summary>The vectors of texts, in their order, as they are compared.</summary>
    private Tensor Encode(ContrastiveTexts texts)
    {
        var order = new int[texts.Tokens.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        order.AsSpan().Sort((a, b) => (texts.Tokens[b].Length, a).CompareTo((texts.Tokens[a].Length, b)));
        var parts = new List<Tensor>();
        for (var start = 0; start < order.Length;)
        {
            var count = Math.Clamp(GroupTokens / texts.Tokens[order[start]].Length, 1, order.Length - start);
            var group = new int[count][];
            for (var i = 0; i < count; i++)
                group[i] = texts.Tokens[order[start + i]];
            parts.Add(embedder.Forward(EncoderBatch.Pad(group, embedder.Encoder.PadTokenId)));
            start += count;
        }

        var places = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            places[order[i]] = i;
        var joined = parts.Count == 1 ? parts[0] : Functional.Concat(0, [.. parts]);
        var vectors = Functional.Embedding(Backend.FromArray(places, new Shape(places.Length)), joined);
        return similarity == EmbeddingSimilarity.Cosine ? UnitLength.Apply(vectors) : vectors;
    }
}
