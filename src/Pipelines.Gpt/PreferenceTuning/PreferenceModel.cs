using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// A decoder as the training loop sees it where it learns from preferences: the rows are those of a <see cref="PreferenceView"/>.
/// </summary>
internal sealed class PreferenceModel : ITrainableModel
{
    private readonly GptModel _model;
    private readonly PreferenceObjective _objective;
    private readonly bool _hasDropout;
    private readonly Func<TokenBatch, Tensor> _tokenLosses;
    private readonly MeanLogits _logits = new();
    private readonly MetricTotals _learned = new();
    private readonly MetricTotals _measured = new();

    /// <summary>Makes it.</summary>
    /// <param name="model">The decoder.</param>
    /// <param name="objective">What it learns.</param>
    /// <param name="hasDropout">Whether dropout acts while it learns.</param>
    public PreferenceModel(GptModel model, PreferenceObjective objective, bool hasDropout)
    {
        _model = model;
        _objective = objective;
        _hasDropout = hasDropout;
        _tokenLosses = model.TokenLosses;
    }

    public Module Module => _model;

    public ITensorBackend Backend => _model.Backend;

    public RandomGenerator Random => _model.Random;

    public int BlockSize => _model.BlockSize;

    public int VocabularySize => _model.VocabularySize;

    public void BeginStep(ReadOnlySpan<TokenBatch> batches, ICollective collective)
    {
        // What is only looked at is looked at without dropout, so that it draws nothing.
        _model.ToEvaluation();
        _objective.BeginStep(batches, collective, _tokenLosses);
        // Otherwise the model would differ from its reference before it has learned anything.
        if (_hasDropout)
            _model.ToTraining();
    }

    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        var losses = _model.RecordedTokenLosses(_objective.Prepare(batch), out var head);
        var gradient = Backend.Zeros(losses.Shape);
        var sum = _objective.Evaluate(losses.AsSpan<float>(), gradient.AsSpan<float>(), 1.0 / normalizer, _learned);
        _logits.Report(head, _objective, _learned);
        return WeighedLossOperation.Record(losses, sum / normalizer, gradient);
    }

    public Tensor TokenLosses(TokenBatch batch) => _model.TokenLosses(_objective.Prepare(batch));

    public int CountTerms(TokenBatch batch) => batch.RowCount;

    public double MeasureLoss(TokenBatch batch)
    {
        using var paused = GradientTape.Pause();
        _objective.BeginMeasure(batch, _tokenLosses);
        var losses = _model.RecordedTokenLosses(_objective.Prepare(batch), out var head);
        var sum = _objective.Evaluate(losses.AsSpan<float>(), default, 1, _measured);
        _logits.Report(head, _objective, _measured);
        return sum;
    }

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        _learned.TakeInto(metrics, "");
        _measured.TakeInto(metrics, PreferenceMetrics.Validation);
        return metrics;
    }
}
