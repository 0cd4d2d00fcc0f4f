using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Mean logits without the matrix of logits: the mean over the vocabulary of a row times a matrix is the row times the mean of
/// the matrix's rows.
/// </summary>
internal sealed class MeanLogits
{
    private float[] _center = [];

    /// <summary>Takes the matrix that rows are multiplied with.</summary>
    /// <param name="weight">[vocabulary, n].</param>
    public void Read(Tensor weight)
    {
        var (vocabulary, width) = (weight.Shape[0], weight.Shape[1]);
        if (_center.Length != width)
            _center = new float[width];
        using var paused = GradientTape.Pause();
        using var scope = new TensorScope();
        var backend = weight.Backend;
        var mean = backend.Zeros(new Shape(1, width));
        backend.LinearBackward(
            backend.Full(new Shape(1, vocabulary), 1f / vocabulary), mean, weight, Activation.None, preActivation: null,
            mean, accumulateInput: true, weightGradient: null, accumulateWeight: false, biasGradient: null);
        mean.AsSpan<float>().CopyTo(_center);
    }

    /// <summary>The mean logit of a row [n].</summary>
    public double Of(ReadOnlySpan<float> row) => System.Numerics.Tensors.TensorPrimitives.Dot(row, _center);

    /// <summary>Reports the mean over the tokens of the answers at hand, of chosen and of rejected ones.</summary>
    /// <param name="head">Rows and matrix whose product the logits are.</param>
    /// <param name="objective">Has the batch.</param>
    /// <param name="metrics">Receives the two means.</param>
    public void Report(ProjectionProduct head, PreferenceObjective objective, MetricTotals metrics)
    {
        Read(head.Weight);
        var batch = objective.Batch;
        var rows = head.Input.AsSpan<float>();
        for (var text = 0; text < batch.Count; text++)
        {
            var labels = batch.Labels(text);
            var (sum, count) = (0.0, 0);
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] == TokenLabels.IgnoreIndex)
                    continue;
                sum += Of(rows.Slice(((text * batch.Tokens.Length) + i) * _center.Length, _center.Length));
                count++;
            }

            metrics.Add(objective.IsChosen(text) ? PreferenceMetrics.ChosenLogits : PreferenceMetrics.RejectedLogits, sum, count);
        }
    }
}
