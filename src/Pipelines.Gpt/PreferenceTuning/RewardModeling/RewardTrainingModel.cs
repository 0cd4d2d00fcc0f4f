using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>A reward model as the training loop sees it: rows hold a better and a worse text, and perhaps a margin.</summary>
internal sealed class RewardTrainingModel(RewardModel model, double centering) : ITrainableModel
{
    private readonly SequenceBatch _texts = new();
    private readonly MetricTotals _learned = new();
    private readonly MetricTotals _measured = new();

    public Module Module => model;

    public ITensorBackend Backend => model.Decoder.Backend;

    public RandomGenerator Random => model.Decoder.Random;

    public int BlockSize => model.Decoder.BlockSize;

    public int VocabularySize => model.Decoder.VocabularySize;

    public Tensor Loss(TokenBatch batch, float normalizer)
    {
        var rewards = Rewards(batch);
        var gradient = Backend.Zeros(rewards.Shape);
        var sum = Evaluate(batch, rewards.AsSpan<float>(), gradient.AsSpan<float>(), 1.0 / normalizer, _learned);
        return WeighedLossOperation.Record(rewards, sum / normalizer, gradient);
    }

    public Tensor TokenLosses(TokenBatch batch) => throw new NotSupportedException("A reward model predicts no tokens.");

    public int CountTerms(TokenBatch batch) => batch.RowCount;

    public double MeasureLoss(TokenBatch batch)
    {
        using var paused = GradientTape.Pause();
        return Evaluate(batch, Rewards(batch).AsSpan<float>(), default, 1, _measured);
    }

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        _learned.TakeInto(metrics, "");
        _measured.TakeInto(metrics, PreferenceMetrics.Validation);
        return metrics;
    }

    private Tensor Rewards(TokenBatch batch)
    {
        _texts.Split(batch, marksPadding: true);
        return model.Score(_texts.Tokens);
    }

    private double Evaluate(TokenBatch batch, ReadOnlySpan<float> rewards, Span<float> gradient, double scale, MetricTotals metrics)
    {
        var rows = batch.RowCount;
        var (loss, chosen, rejected, better) = (0.0, 0.0, 0.0, 0);
        for (var row = 0; row < rows; row++)
        {
            var (up, down) = (rewards[row], rewards[rows + row]);
            var term = RewardLoss.Of(up, down, batch.RowValues(row)[0], centering);
            loss += term.Loss;
            chosen += up;
            rejected += down;
            better += up > down ? 1 : 0;
            if (gradient.IsEmpty)
                continue;
            gradient[row] = (float)(scale * term.ByChosen);
            gradient[rows + row] = (float)(scale * term.ByRejected);
        }

        metrics.Add(PreferenceMetrics.ChosenReward, chosen, rows);
        metrics.Add(PreferenceMetrics.RejectedReward, rejected, rows);
        metrics.Add(PreferenceMetrics.Accuracy, better, rows);
        metrics.Add(PreferenceMetrics.Margin, chosen - rejected, rows);
        return loss;
    }
}
