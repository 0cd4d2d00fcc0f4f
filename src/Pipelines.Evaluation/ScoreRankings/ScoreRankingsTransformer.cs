namespace Pipelines.Evaluation;

/// <summary>Adds scores of rankings to rows.</summary>
/// <param name="Options">Columns and scores; they must not change afterwards.</param>
public sealed record ScoreRankingsTransformer(ScoreRankingsOptions Options) : RowToRowTransformer, ISavableTransformer
{
    /// <inheritdoc/>
    public void Save(ModelSaveContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.WriteJson(Options);
    }

    internal static ScoreRankingsTransformer Load(ModelLoadContext context) => new(context.ReadJson<ScoreRankingsOptions>());

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var options = new RankingOptions { Ties = Options.Ties, CountRowsWithoutLabels = Options.CountRowsWithoutLabels };
        var rows = new RankedRows(map.Input, Options.LabelColumn, Options.RankingColumn, Options.GainsColumn, options, splitsText: true);
        var ranked = map.Compute<RankedRow>(rows.Columns, rows.Start);
        foreach (var score in Options.Scores)
        {
            map.Add<RankedRow, double>(
                score.ToString(), NumberDataViewType.Double, ranked,
                (RankedRow row, ref double value) => value = Score(score, row, Options.K));
        }
    }

    private static double Score(RankingScore score, RankedRow row, int k) => score switch
    {
        RankingScore.AveragePrecision => RankingMetrics.AveragePrecisionAt(row.Ranking, row.Relevant, k),
        RankingScore.ReciprocalRank => RankingMetrics.ReciprocalRank(row.Ranking, row.Relevant, k),
        RankingScore.Recall => RankingMetrics.RecallAt(row.Ranking, row.Relevant, k),
        RankingScore.NormalizedGain => GainMetrics.NormalizedDiscountedCumulativeGain(row.Ranking, row.ToGains(), k),
        _ => RankingMetrics.SuccessAt(row.Ranking, row.Relevant, 1),
    };
}
