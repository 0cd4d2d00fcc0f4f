using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>
/// Single answers, desirable or not. The rows' numbers are the reference's log-probabilities of the answer and of the other row's answer
/// beside it, and whether the answer is desirable.
/// </summary>
internal sealed class UnpairedObjective(PreferenceLoss loss) : PreferenceObjective(loss)
{
    private readonly SequenceBatch _others = new();
    private double[] _model = [], _reference = [], _losses = [], _byModel = [];
    private bool[] _desirable = [];
    private double _divergence = double.NaN;

    protected override TextSides Sides => TextSides.First;

    private bool MeasuresDivergence => Loss.Kind == PreferenceLossKind.Kto;

    // What the divergence is measured on has no gradient, so it is read before the tape opens.
    public override void BeginStep(ReadOnlySpan<TokenBatch> batches, ICollective collective, Func<TokenBatch, Tensor> tokenLosses)
    {
        if (!MeasuresDivergence)
            return;
        var (sum, rows) = (0.0, 0);
        foreach (var batch in batches)
        {
            sum += SumOfDifferences(batch, tokenLosses);
            rows += batch.RowCount;
        }

        _divergence = Math.Max(0, collective.SumAcross(sum) / collective.SumAcross(rows));
    }

    public override void BeginMeasure(TokenBatch batch, Func<TokenBatch, Tensor> tokenLosses)
    {
        if (MeasuresDivergence)
            _divergence = Math.Max(0, SumOfDifferences(batch, tokenLosses) / batch.RowCount);
    }

    public override bool IsChosen(int text) => _desirable[text];

    protected override void ReadRows(TokenBatch batch)
    {
        if (_model.Length < batch.RowCount)
            Grow(batch.RowCount);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var values = batch.RowValues(row);
            (_reference[row], _desirable[row]) = (values[0], values[2] != 0);
        }
    }

    protected override double EvaluateRows(ReadOnlySpan<float> tokenLosses, Span<float> gradient, double scale, MetricTotals metrics)
    {
        var rows = Batch.RowCount;
        for (var row = 0; row < rows; row++)
            _model[row] = Scores.Sum(row);
        Loss.EvaluateUnpaired(_model.AsSpan(0, rows), _reference, _desirable, MeasuresDivergence ? _divergence : 0, _losses, _byModel);
        var sum = 0.0;
        for (var row = 0; row < rows; row++)
        {
            sum += _losses[row];
            AddToAnswer(gradient, row, -scale * _byModel[row]);
            Report(metrics, row);
        }

        if (MeasuresDivergence)
            metrics.Add("kl", rows * _divergence, rows);
        return sum;
    }

    private double SumOfDifferences(TokenBatch batch, Func<TokenBatch, Tensor> tokenLosses)
    {
        _others.Split(batch, TextSides.Second);
        using var scope = new TensorScope();
        Scores.Read(_others, tokenLosses(_others.Tokens).AsSpan<float>());
        var sum = 0.0;
        for (var row = 0; row < batch.RowCount; row++)
            sum += Scores.Sum(row) - batch.RowValues(row)[1];
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
        (_model, _reference, _losses, _byModel) = (new double[count], new double[count], new double[count], new double[count]);
        _desirable = new bool[count];
    }
}
