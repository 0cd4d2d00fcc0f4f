using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>A decoder as the training loop sees it where it learns from preferences: the rows are those of a <see cref="PreferenceView"/>.</summary>
/// <param name="model">The decoder.</param>
/// <param name="objective">What it learns.</param>
/// <param name="hasDropout">Whether dropout acts while it learns.</param>
internal sealed class PreferenceModel(GptModel model, PreferenceObjective objective, bool hasDropout) : ITrainableModel
{
    private readonly MetricTotals _learned = new();
    private readonly MetricTotals _measured = new();

    public Module Module => model;

    public ITensorBackend Backend => model.Backend;

    public RandomGenerator Random => model.Random;

    public int BlockSize => model.BlockSize;

    public int VocabularySize => model.VocabularySize;

    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        // Otherwise the model would differ from its reference before it has learned anything.
        if (!hasDropout)
            model.ToEvaluation();
        var losses = model.RecordedTokenLosses(objective.Prepare(batch));
        var gradient = Backend.Zeros(losses.Shape);
        var sum = objective.Evaluate(losses.AsSpan<float>(), gradient.AsSpan<float>(), 1.0 / normalizer, _learned);
        return WeighedLossOperation.Record(losses, sum / normalizer, gradient);
    }

    public Tensor TokenLosses(TokenBatch batch) => model.TokenLosses(objective.Prepare(batch));

    public int CountTerms(TokenBatch batch) => batch.RowCount;

    public double MeasureLoss(TokenBatch batch) => objective.Evaluate(TokenLosses(batch).AsSpan<float>(), default, 1, _measured);

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        _learned.TakeInto(metrics, "");
        _measured.TakeInto(metrics, PreferenceMetrics.Validation);
        return metrics;
    }
}
