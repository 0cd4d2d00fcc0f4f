using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Chosen and rejected answers. The rows' numbers are the reference's log-probabilities of the two, summed over tokens.</summary>
/// <param name="loss">The loss of log-probabilities.</param>
/// <param name="likelihoodWeight">
/// How much the mean negative log-likelihood of the chosen answers' tokens counts beside it; ORPO takes that of the prompts' tokens, too.
/// </param>
/// <param name="measuredRowsPerToken">Rows for each of these tokens in the data that are measured; null for those of each batch.</param>
internal sealed class PairObjective(PreferenceLoss loss, double likelihoodWeight, double? measuredRowsPerToken) : PreferenceObjective(loss)
{
    private readonly SortedStep _sorted = new();
    private double[] _chosen = [], _rejected = [], _referenceChosen = [], _referenceRejected = [];
    private double[] _losses = [], _byChosen = [], _byRejected = [];

    // The likelihood is a mean over tokens, which the loop divides by rows.
    private double _rowsPerToken = double.NaN;

    public override void BeginStep(ReadOnlySpan<TokenBatch> batches, ICollective collective, Func<TokenBatch, Tensor> tokenLosses)
    {
        _sorted.Clear();
        if (likelihoodWeight != 0)
        {
            var (rows, tokens) = (0, 0);
            foreach (var batch in batches)
            {
                rows += batch.RowCount;
                tokens += LikelihoodTokens(batch);
            }

            _rowsPerToken = collective.SumAcross(rows) / collective.SumAcross(tokens);
        }

        // A loss that compares the pairs of a step with each other has to know them all before the first gradient.
        if (Loss.IsSorted && batches.Length > 1)
            Sort(batches, tokenLosses);
    }

    public override void BeginMeasure(TokenBatch batch, Func<TokenBatch, Tensor> tokenLosses)
    {
        _sorted.Clear();
        if (likelihoodWeight != 0)
            _rowsPerToken = measuredRowsPerToken ?? (double)batch.RowCount / LikelihoodTokens(batch);
    }

    public override bool IsChosen(int text) => text < Batch.RowCount;

    protected override void ReadRows(TokenBatch batch)
    {
        if (_chosen.Length < batch.RowCount)
            Grow(batch.RowCount);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var values = batch.RowValues(row);
            (_referenceChosen[row], _referenceRejected[row]) = values.Length == 2 ? (values[0], values[1]) : (0, 0);
        }
    }

    protected override double EvaluateRows(ReadOnlySpan<float> tokenLosses, Span<float> gradient, double scale, MetricTotals metrics)
    {
        var rows = Batch.RowCount;
        ReadScores();
        if (!_sorted.TryTake(rows, _losses, _byChosen, _byRejected))
        {
            Loss.Evaluate(
                _chosen.AsSpan(0, rows), _rejected.AsSpan(0, rows), _referenceChosen, _referenceRejected, _losses, _byChosen, _byRejected);
        }

        var sum = 0.0;
        for (var row = 0; row < rows; row++)
        {
            sum += _losses[row];
            // A log-probability is minus the sum of its tokens' losses.
            AddToAnswer(gradient, row, -scale * _byChosen[row] / Scores.Divisor(row, Loss.AveragesTokens));
            AddToAnswer(gradient, rows + row, -scale * _byRejected[row] / Scores.Divisor(rows + row, Loss.AveragesTokens));
        }

        Report(metrics);
        return likelihoodWeight == 0 ? sum : sum + Likelihood(tokenLosses, gradient, scale, metrics);
    }

    private void ReadScores()
    {
        var rows = Batch.RowCount;
        for (var row = 0; row < rows; row++)
        {
            var chosenDivisor = Scores.Divisor(row, Loss.AveragesTokens);
            var rejectedDivisor = Scores.Divisor(rows + row, Loss.AveragesTokens);
            _chosen[row] = Scores.Sum(row) / chosenDivisor;
            _rejected[row] = Scores.Sum(rows + row) / rejectedDivisor;
            _referenceChosen[row] /= chosenDivisor;
            _referenceRejected[row] /= rejectedDivisor;
        }
    }

    private void Sort(ReadOnlySpan<TokenBatch> batches, Func<TokenBatch, Tensor> tokenLosses)
    {
        foreach (var batch in batches)
        {
            var tokens = Prepare(batch);
            using (var scope = new TensorScope())
                Scores.Read(Batch, tokenLosses(tokens).AsSpan<float>());
            ReadScores();
            _sorted.Add(batch.RowCount, _chosen, _rejected, _referenceChosen, _referenceRejected);
        }

        _sorted.Evaluate(Loss);
    }

    private int LikelihoodTokens(TokenBatch batch)
    {
        Batch.Split(batch, TextSides.First, LearnsPrompts);
        return Batch.Tokens.LabelCount;
    }

    // Of the tokens of all chosen texts of the batch, as rows count: their share of the mean over the step's tokens, times its rows.
    private double Likelihood(ReadOnlySpan<float> tokenLosses, Span<float> gradient, double scale, MetricTotals metrics)
    {
        var weight = likelihoodWeight * _rowsPerToken;
        var (sum, count) = (0.0, 0);
        ReadOnlySpan<int> labels = Batch.Tokens.Labels[..(Batch.RowCount * Batch.Tokens.Length)];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] == TokenLabels.IgnoreIndex)
                continue;
            sum += tokenLosses[i];
            count++;
            if (!gradient.IsEmpty)
                gradient[i] += (float)(scale * weight);
        }

        metrics.Add("nll_loss", sum, count);
        return weight * sum;
    }

    private void Report(MetricTotals metrics)
    {
        var rows = Batch.RowCount;
        var (chosen, rejected, better) = (0.0, 0.0, 0);
        var (chosenLog, rejectedLog) = (0.0, 0.0);
        for (var row = 0; row < rows; row++)
        {
            var up = Loss.Reward(_chosen[row], _referenceChosen[row]);
            var down = Loss.Reward(_rejected[row], _referenceRejected[row]);
            chosen += up;
            rejected += down;
            better += up > down ? 1 : 0;
            chosenLog += _chosen[row];
            rejectedLog += _rejected[row];
        }

        metrics.Add(PreferenceMetrics.ChosenReward, chosen, rows);
        metrics.Add(PreferenceMetrics.RejectedReward, rejected, rows);
        metrics.Add(PreferenceMetrics.Accuracy, better, rows);
        metrics.Add(PreferenceMetrics.Margin, chosen - rejected, rows);
        metrics.Add("logps/chosen", chosenLog, rows);
        metrics.Add("logps/rejected", rejectedLog, rows);
        if (LearnsPrompts)
            ReportOdds(metrics);
    }

    private void ReportOdds(MetricTotals metrics)
    {
        var (odds, log) = (0.0, 0.0);
        for (var row = 0; row < Batch.RowCount; row++)
        {
            // The loss is −β log σ(log odds ratio).
            var logSigmoid = -_losses[row] / Loss.Beta;
            log += logSigmoid;
            odds += logSigmoid - LogSigmoid.LogOnePlus(-Math.Exp(logSigmoid));
        }

        metrics.Add("log_odds_ratio", log, Batch.RowCount);
        metrics.Add("log_odds_chosen", odds, Batch.RowCount);
    }

    private void Grow(int count)
    {
        (_chosen, _rejected) = (new double[count], new double[count]);
        (_referenceChosen, _referenceRejected) = (new double[count], new double[count]);
        (_losses, _byChosen, _byRejected) = (new double[count], new double[count], new double[count]);
    }
}
