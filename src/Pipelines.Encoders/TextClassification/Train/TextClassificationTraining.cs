using Pipelines.Evaluation;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>
/// A classifier of texts as the training loop wants it: a row is a text with its target at the first token, a label's index or the place of
/// a number.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="numbers">The numbers of a regression, by place.</param>
/// <param name="weights">A weight for each label; empty for 1.</param>
internal sealed class TextClassificationTraining(TextClassificationModel model, List<float> numbers, double[] weights)
    : ITrainableModel, IGradientCheckpointing
{
    private readonly List<double> _right = [], _predicted = [];

    public Module Module => model;

    public ITensorBackend Backend => model.Backend;

    public RandomGenerator Random => model.Random;

    public int BlockSize => model.Encoder.BlockSize;

    public int VocabularySize => model.Encoder.VocabularySize;

    public bool GradientCheckpointing
    {
        get => model.Encoder.GradientCheckpointing;
        set => model.Encoder.GradientCheckpointing = value;
    }

    public Tensor Loss(TokenBatch batch, float normalizer) => Loss(model.Forward(Collate(batch)), batch, normalizer, out _);

    public Tensor TokenLosses(TokenBatch batch)
    {
        _ = Loss(model.Forward(Collate(batch)), batch, 1, out var losses);
        var result = Backend.Zeros(new Shape(batch.RowCount * batch.Length));
        for (var row = 0; row < losses.Length; row++)
            result.AsSpan<float>()[row * batch.Length] = (float)losses[row];
        return result;
    }

    public double MeasureLoss(TokenBatch batch)
    {
        var outputs = model.Forward(Collate(batch));
        _ = Loss(outputs, batch, 1, out var losses);
        var values = outputs.AsSpan<float>();
        var width = outputs.Shape[1];
        for (var row = 0; row < batch.RowCount; row++)
        {
            var target = batch.Labels[row * batch.Length];
            if (target < 0)
                continue;
            var isNumber = model.Problem == TextProblem.Regression;
            _right.Add(isNumber ? numbers[target] : target);
            _predicted.Add(isNumber ? values[row] : OptionRanking.Of(values.Slice(row * width, width))[0]);
        }

        return losses.Sum();
    }

    public IReadOnlyDictionary<string, double>? TakeMetrics()
    {
        if (_right.Count == 0)
            return null;
        var metrics = new Dictionary<string, double>();
        if (model.Problem == TextProblem.SingleLabel)
            metrics["accuracy"] = _right.Zip(_predicted, (a, b) => a == b ? 1.0 : 0).Average();
        else if (Varies(_right) && Varies(_predicted))
            (metrics["pearson"], metrics["spearman"]) =
                (CorrelationMetrics.Pearson([.. _right], [.. _predicted]), CorrelationMetrics.Spearman([.. _right], [.. _predicted]));
        _right.Clear();
        _predicted.Clear();
        return metrics.Count == 0 ? null : metrics;
    }

    // A correlation with what is the same in every row is not defined, and a fresh model may well predict such.
    private static bool Varies(List<double> values) => values.TrueForAll(double.IsFinite) && values.Exists(value => value != values[0]);

    private Tensor Loss(Tensor outputs, TokenBatch batch, double normalizer, out double[] losses)
    {
        losses = new double[batch.RowCount];
        var targets = new int[batch.RowCount];
        for (var row = 0; row < targets.Length; row++)
            targets[row] = batch.Labels[row * batch.Length];
        if (model.Problem == TextProblem.SingleLabel)
            return TextLoss.CrossEntropy(outputs, targets, weights, normalizer, losses);
        float[] right = [.. targets.Select(target => target < 0 ? float.NaN : numbers[target])];
        return TextLoss.SquaredError(outputs, right, normalizer, losses);
    }

    private EncoderBatch Collate(TokenBatch batch)
    {
        if (!batch.HasSegments)
        {
            throw new PipelineException(
                "A classifier of texts needs segments that tell a pair's texts apart; train it with its own trainer.");
        }

        var (ids, mask, types) = (batch.InputIds.ToArray(), new int[batch.InputIds.Length], new int[batch.InputIds.Length]);
        var hasTypes = false;
        for (var i = 0; i < ids.Length; i++)
        {
            var segment = batch.Segments[i];
            if (segment == 0)
                ids[i] = model.Encoder.PadTokenId;
            (mask[i], types[i]) = (segment == 0 ? 0 : 1, segment > 1 ? 1 : 0);
            hasTypes |= segment > 1;
        }

        return new EncoderBatch(batch.RowCount, batch.Length, ids, mask, hasTypes ? types : null);
    }
}
