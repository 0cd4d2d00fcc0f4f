using Pipelines.Evaluation;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>A multiple-choice model as the training loop wants it: a row is a question, all options of a batch are one pass.</summary>
internal sealed class MultipleChoiceTraining(MultipleChoiceModel model) : ITrainableModel, IGradientCheckpointing
{
    private const int RankedCount = 3;

    private readonly HashSet<int> _right = [];
    private double _correct, _precision;
    private int _measured;

    public Module Module => model;

    public ITensorBackend Backend => model.Backend;

    public RandomGenerator Random => model.Random;

    public int BlockSize => int.MaxValue;

    public int VocabularySize => model.Encoder.VocabularySize;

    public bool GradientCheckpointing
    {
        get => model.Encoder.GradientCheckpointing;
        set => model.Encoder.GradientCheckpointing = value;
    }

    public Tensor Loss(TokenBatch batch, float normalizer) => model.Loss(Collate(batch), normalizer);

    public Tensor TokenLosses(TokenBatch batch)
    {
        var choices = Collate(batch);
        _ = model.Loss(model.Forward(choices), [.. choices.Labels], out var losses, normalizer: 1);
        var result = Backend.Zeros(new Shape(batch.RowCount, batch.Length));
        for (var row = 0; row < batch.RowCount; row++)
        {
            var place = batch.Labels.Slice(row * batch.Length, batch.Length).IndexOf(ChoiceSegments.Right);
            if (place >= 0)
                result.AsSpan<float>()[row * batch.Length + place] = losses.AsSpan<float>()[row];
        }

        return result;
    }

    public double MeasureLoss(TokenBatch batch)
    {
        var choices = Collate(batch);
        var scores = model.Forward(choices);
        _ = model.Loss(scores, [.. choices.Labels], out var losses, normalizer: 1);
        var sum = 0.0;
        foreach (var loss in losses.AsSpan<float>())
            sum += loss;
        for (var i = 0; i < choices.Counts.Count; i++)
        {
            if (choices.Labels[i] != TokenLabels.IgnoreIndex)
                Rank(scores.AsSpan<float>().Slice(i * choices.MaximumCount, choices.Counts[i]), choices.Labels[i]);
        }

        return sum;
    }

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        if (_measured == 0)
            return null;
        var metrics = new Dictionary<string, double> { ["accuracy"] = _correct / _measured, ["map@3"] = _precision / _measured };
        (_correct, _precision, _measured) = (0, 0, 0);
        return metrics;
    }

    private void Rank(ReadOnlySpan<float> scores, int label)
    {
        var ranking = OptionRanking.Of(scores);
        _right.Clear();
        _right.Add(label);
        _correct += RankingMetrics.SuccessAt(ranking, _right, 1);
        _precision += RankingMetrics.AveragePrecisionAt(ranking, _right, RankedCount);
        _measured++;
    }

    private ChoiceBatch Collate(TokenBatch batch) => ChoiceBatch.Collate(ChoiceSegments.Split(batch), model.Encoder.PadTokenId);
}
