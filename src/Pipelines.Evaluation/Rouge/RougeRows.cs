namespace Pipelines.Evaluation;

/// <summary>Scores the rows of a view: read in order, some at a time, and those on all processors.</summary>
internal sealed class RougeRows
{
    private const int RowsAtOnce = 2048;

    private readonly IDataView _data;
    private readonly TextPairs _pairs;
    private readonly RougeOptions _options;
    private readonly RougeScorer _scorer;

    public RougeRows(IDataView data, string reference, string candidate, RougeOptions options)
    {
        _data = data;
        _pairs = new TextPairs(data.Schema, reference, candidate);
        _options = options;
        _scorer = new RougeScorer(options);
    }

    public RougeResult Score(CancellationToken cancellationToken)
    {
        var scores = new List<RougeScores>();
        var (least, most) = (int.MaxValue, 0);
        foreach (var rows in _pairs.Read(_data, cancellationToken).Chunk(RowsAtOnce))
        {
            var scored = new RougeScores[rows.Length];
            Parallel.For(
                0, rows.Length, new ParallelOptions { CancellationToken = cancellationToken },
                i => scored[i] = _scorer.Score(rows[i].References, rows[i].Candidate));
            for (var i = 0; i < rows.Length; i++)
            {
                (least, most) = (Math.Min(least, rows[i].References.Length), Math.Max(most, rows[i].References.Length));
                // Its 0 would say something of the candidate that is not so.
                if (!scored[i].HasReference)
                    throw new CellException(
                        scores.Count + i, _pairs.Reference.Name,
                        $"the reference has no word to compare with. {Advice(rows[i].References)}");
            }

            scores.AddRange(scored);
        }

        if (scores.Count == 0)
            throw new PipelineException("There are no rows to score.");
        var references = least == most ? $"{most}" : $"{least}-{most}";
        return new RougeResult(scores, scores.Count(s => !s.HasCandidate), $"{_scorer.Signature}|references-a-row:{references}", _options);
    }

    private string Advice(string[] references) =>
        _options.Words == RougeWordRule.RougeScore && references.Any(r => !string.IsNullOrWhiteSpace(r))
        ? $"Only a–z and 0–9 count here; set {nameof(RougeOptions.Words)} to {nameof(RougeWordRule.Unicode)} for other scripts."
        : "Leave the row out.";
}
