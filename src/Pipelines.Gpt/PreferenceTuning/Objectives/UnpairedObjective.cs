using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Single answers, desirable or not. The rows' numbers are the reference's log-probabilities of the answer and of the other row's answer beside
/// it, and whether the answer is desirable.
/// </summary>
internal sealed class UnpairedObjective(PreferenceLoss loss) : PreferenceObjective(loss)
{
    private double[] _model = [], _other = [], _reference = [], _referenceOther = [], _losses = [], _byModel = [];
    private bool[] _desirable = [];

    protected override void ReadRows(TokenBatch batch)
    {
        if (_model.Length < batch.RowCount)
            Grow(batch.RowCount);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var values = batch.RowValues(row);
            (_reference[row], _referenceOther[row], _desirable[row]) = values.Length == 3 ? (values[0], values[1], values[2] != 0) : (0, 0, false);
        }
    }

    protected override double EvaluateRows(ReadOnlySpan<float> tokenLosses, Span<float> gradient, double scale, MetricTotals metrics)
    {
        var rows = Batch.RowCount;
        var hasOther = Batch.Count > rows;
        for (var row = 0; row < rows; row++)
        {
            _model[row] = Scores.Sum(row);
            _other[row] = hasOther ? Scores.Sum(rows + row) : 0;
        }

        var divergence = hasOther ? PreferenceLoss.DivergenceOf(_other.AsSpan(0, rows), _referenceOther) : 0;
        Loss.EvaluateUnpaired(_model.AsSpan(0, rows), _reference, _desirable, divergence, _losses, _byModel);
        var sum = 0.0;
        for (var row = 0; row < rows; row++)
        {
            sum += _losses[row];
            AddToAnswer(gradient, row, -scale * _byModel[row]);
            Report(metrics, row);
        }

        if (hasOther)
            metrics.Add("kl", rows * divergence, rows);
        return sum;
    }

    private void Report(MetricTotals metrics, int row)
    {
        var reward = Loss.Reward(_model[row], _reference[row]);
        metrics.Add(_desirable[row] ? PreferenceMetrics.ChosenReward : PreferenceMetrics.RejectedReward, reward, 1);
        metrics.Add(PreferenceMetrics.Accuracy, reward != 0 && reward > 0 == _desirable[row] ? 1 : 0, 1);
        metrics.Add(_desirable[row] ? "logps/chosen" : "logps/rejected", _model[row], 1);
    }

    private void Grow(int count)
    {
        (_model, _other, _reference, _referenceOther) = (new double[count], new double[count], new double[count], new double[count]);
        (_losses, _byModel, _desirable) = (new double[count], new double[count], new bool[count]);
    }
}
