namespace Pipelines.Evaluation;

/// <summary>What is counted in the texts of a view, row by row, for metrics that are made of the sums.</summary>
internal sealed record ScoredTexts(double[] Counts, int Columns, List<int> ReferenceCounts, int EmptyCandidates)
{
    private const int RowsAtOnce = 2048;

    public int RowCount => ReferenceCounts.Count;

    public ReadOnlySpan<double> Row(int row) => Counts.AsSpan(row * Columns, Columns);

    public double[] Sums()
    {
        var sums = new double[Columns];
        for (var i = 0; i < Counts.Length; i++)
            sums[i % Columns] += Counts[i];
        return sums;
    }

    /// <summary>Counts on all processors.</summary>
    /// <exception cref="CellException">A row has a reference that is empty.</exception>
    /// <exception cref="PipelineException">There are no rows.</exception>
    public static ScoredTexts Read(
        IDataView data, TextPairs pairs, int columns, Action<TextPair, double[]> count, CancellationToken cancellationToken)
    {
        var (counts, references, empty) = (new List<double>(), new List<int>(), 0);
        foreach (var rows in pairs.Read(data, cancellationToken).Chunk(RowsAtOnce))
        {
            var counted = new double[rows.Length][];
            Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
            {
                counted[i] = new double[columns];
                count(rows[i], counted[i]);
            });
            for (var i = 0; i < rows.Length; i++)
            {
                // Its score would say nothing of the candidate.
                if (Array.Exists(rows[i].References, string.IsNullOrWhiteSpace))
                {
                    throw new CellException(
                        references.Count, pairs.Reference.Name, "the reference is empty. Fill it in, or leave the row out.");
                }

                references.Add(rows[i].References.Length);
                empty += string.IsNullOrWhiteSpace(rows[i].Candidate) ? 1 : 0;
                counts.AddRange(counted[i]);
            }
        }

        return references.Count == 0 ? throw MetricResult.NoRows() : new ScoredTexts([.. counts], columns, references, empty);
    }
}
