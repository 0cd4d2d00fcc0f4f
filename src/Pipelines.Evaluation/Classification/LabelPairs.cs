namespace Pipelines.Evaluation;

/// <summary>
/// Reads the right and the predicted class of rows; where the prediction is a score for each class, the highest is predicted.
/// </summary>
internal sealed class LabelPairs
{
    private readonly RankedRows _rows;
    private readonly string _prediction;

    public LabelPairs(DataViewSchema schema, string label, string prediction, RankingTies ties)
    {
        _rows = new RankedRows(schema, label, prediction, null, new RankingOptions { Ties = ties }, splitsText: false);
        _prediction = prediction;
        if (LabelColumn.Require(schema, label).IsVector)
        {
            throw SchemaException.WrongType(
                schema, label, TextDataViewType.Instance, schema[label].Type, "Each row needs one class.");
        }
    }

    public string Ties => _rows.Ties;

    public (List<string> Labels, List<string> Predictions) Read(IDataView data, CancellationToken cancellationToken)
    {
        var (labels, predictions) = (new List<string>(), new List<string>());
        foreach (var row in _rows.Read(data, cancellationToken))
        {
            if (row.Ranking.Length == 0 || row.Ranking[0].Length == 0)
            {
                throw new CellException(
                    labels.Count, _prediction, "nothing is predicted. Predict a class for each row, or leave the row out.");
            }

            labels.Add(row.Labels[0]);
            predictions.Add(row.Ranking[0]);
        }

        return labels.Count == 0 ? throw MetricResult.NoRows() : (labels, predictions);
    }
}
