using System.Globalization;

namespace Pipelines.Encoders;

/// <summary>A line of a submission.</summary>
internal sealed class SubmissionRow
{
    [ColumnName("id")]
    public string Id { get; set; } = "";

    [ColumnName("prediction")]
    public string Prediction { get; set; } = "";

    public static List<SubmissionRow> Read(IDataView data, SubmissionOptions options, CancellationToken cancellationToken)
    {
        var ranked = data.Schema.RequireColumn<VBuffer<int>>(options.RankedIndicesColumn);
        var id = options.IdColumn is { } name ? Find(data.Schema, name) : (DataViewSchema.Column?)null;
        using var cursor = data.GetRowCursor(id is { } column ? [ranked, column] : [ranked]);
        var getRanked = cursor.GetGetter<VBuffer<int>>(ranked);
        var readId = ReadId(cursor, id);
        var rows = new List<SubmissionRow>();
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        VBuffer<int> order = default;
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = readId();
            if (string.IsNullOrWhiteSpace(text))
                throw new CellException(
                    cursor.Position, options.IdColumn!,
                    "there is no id, which a submission needs. Give one, or number the rows (IdColumn = null).");
            if (!seen.TryAdd(text, cursor.Position))
                throw new CellException(
                    cursor.Position, options.IdColumn!,
                    $"the id '{text}' is also that of row {seen[text]}. Give each question its own, or number the rows (IdColumn = null).");
            getRanked(ref order);
            var indices = order.DenseValues();
            if (indices.Length == 0 || Array.Exists(indices, i => i is < 0 or >= ChoiceLetters.Count))
                throw new CellException(
                    cursor.Position, options.RankedIndicesColumn,
                    $"there is no ranking of options: {indices.Length} indices, " +
                    $"each of which is to be from 0 to {ChoiceLetters.Count - 1}.");
            rows.Add(new SubmissionRow { Id = text, Prediction = OptionRanking.Letters(indices, options.TopK) });
        }

        return rows;
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        var type = schema[name].Type.RawType;
        return type == typeof(int) ? schema.RequireColumn<int>(name)
            : type == typeof(long) ? schema.RequireColumn<long>(name)
            : schema.RequireColumn<ReadOnlyMemory<char>>(name);
    }

    private static Func<string> ReadId(DataViewRow row, DataViewSchema.Column? id)
    {
        if (id is not { } column)
            return () => row.Position.ToString(CultureInfo.InvariantCulture);
        if (column.Type.RawType == typeof(int))
        {
            var getInt = row.GetGetter<int>(column);
            var number = 0;
            return () =>
            {
                getInt(ref number);
                return number.ToString(CultureInfo.InvariantCulture);
            };
        }

        if (column.Type.RawType == typeof(long))
        {
            var getLong = row.GetGetter<long>(column);
            var number = 0L;
            return () =>
            {
                getLong(ref number);
                return number.ToString(CultureInfo.InvariantCulture);
            };
        }

        var getText = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getText(ref text);
            return text.Span.Trim().ToString();
        };
    }
}
