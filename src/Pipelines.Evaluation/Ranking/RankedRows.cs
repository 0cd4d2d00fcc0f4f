using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>
/// Reads rankings and right labels of rows. A ranking is a column of labels, best first; a text of them with spaces between, as Kaggle's
/// submissions have it; a predicted label; or the score of each label, whose labels are then indices.
/// </summary>
internal sealed class RankedRows
{
    private readonly LabelColumn _label;
    private readonly LabelColumn? _ranking;
    private readonly ScoreColumn? _scores;
    private readonly ScoreColumn? _gains;
    private readonly RankingOptions _options;
    private readonly bool _splitsText;

    public RankedRows(DataViewSchema schema, string label, string ranking, string? gains, RankingOptions options, bool splitsText)
    {
        _label = LabelColumn.Require(schema, label);
        _options = options;
        if (schema.GetColumnOrNull(ranking) is { } column && ScoreColumn.IsScores(column))
            _scores = ScoreColumn.Require(schema, ranking);
        else
            _ranking = LabelColumn.Require(schema, ranking);
        _gains = gains is null ? null : ScoreColumn.Require(schema, gains);
        _splitsText = splitsText && _ranking is { IsText: true, IsVector: false };
    }

    /// <summary>How equal scores are ordered, for signatures.</summary>
    public string Ties => _scores is null ? "as-given" : _options.Ties == RankingTies.LowerIndexFirst ? "lower-index-first" : "higher-index-first";

    /// <summary>The columns it reads.</summary>
    public IEnumerable<DataViewSchema.Column> Columns =>
        new[] { _label.Column, _ranking?.Column, _scores?.Column, _gains?.Column }.OfType<DataViewSchema.Column>().DistinctBy(c => c.Index);

    /// <summary>Reads the row at its position.</summary>
    public Func<RankedRow> Start(DataViewRow row)
    {
        var readLabels = _label.Start(row);
        var readRanking = _ranking?.Start(row);
        var readScores = _scores?.Start(row, allowsInfinity: true);
        var readGains = _gains?.Start(row);
        return () =>
        {
            var labels = readLabels();
            string[] ranking;
            if (readScores is null)
            {
                ranking = readRanking!();
                if (_splitsText)
                    ranking = ranking[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            }
            else
            {
                var scores = readScores();
                for (var i = 0; i < labels.Length; i++)
                    labels[i] = labels[i].Length == 0 ? "" : Index(labels[i], scores.Length, row.Position).ToString(CultureInfo.InvariantCulture);
                ranking = [.. ScoreOrder.Descending(scores, _options.Ties).Select(i => i.ToString(CultureInfo.InvariantCulture))];
            }

            var gains = readGains?.Invoke();
            if (gains is not null && gains.Length != labels.Length)
                throw new CellException(row.Position, _gains!.Column.Name, $"there are {gains.Length} gains for {labels.Length} labels; each needs one.");
            var relevant = Relevant(labels, gains, row.Position);
            return new RankedRow(ranking, relevant, gains, labels);
        };
    }

    /// <summary>All rows, in order.</summary>
    public IEnumerable<RankedRow> Read(IDataView data, CancellationToken cancellationToken)
    {
        using var cursor = data.GetRowCursor([.. Columns]);
        var read = Start(cursor);
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return read();
        }
    }

    private HashSet<string> Relevant(string[] labels, double[]? gains, long row)
    {
        var relevant = new HashSet<string>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (gains is not null && gains[i] < 0)
                throw new CellException(row, _gains!.Column.Name, $"gain {i} is negative.");
            // An answer that was not given is not right for anything, least of all for a prediction that was not made.
            if (labels[i].Length > 0 && (gains is null || gains[i] > 0))
                relevant.Add(labels[i]);
        }

        if (relevant.Count == 0 && !_options.CountRowsWithoutLabels)
        {
            throw new CellException(
                row, _label.Column.Name,
                $"there is no right label to look for. Leave the row out, or set {nameof(RankingOptions.CountRowsWithoutLabels)} to count it as 0.");
        }

        return relevant;
    }

    // An index, or a letter as exams have it.
    private int Index(string label, int count, long row)
    {
        var index = int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : label.Length == 1 && char.IsAsciiLetter(label[0]) ? (label[0] | 0x20) - 'a'
            : -1;
        return (uint)index < (uint)count
            ? index
            : throw new CellException(
                row, _label.Column.Name,
                $"the label '{label}' is none of the {count} that column '{_scores!.Column.Name}' scores; an index from 0 is needed, or a letter from A.");
    }
}
