using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>A column of scores or other numbers, one a row or several. Numbers that are none are errors which name the row.</summary>
internal sealed class ScoreColumn
{
    private readonly Func<DataViewRow, ScoreColumn, Func<double[]>> _start;

    private ScoreColumn(DataViewSchema.Column column, Func<DataViewRow, ScoreColumn, Func<double[]>> start)
    {
        Column = column;
        _start = start;
    }

    public DataViewSchema.Column Column { get; }

    public bool IsVector => Column.Type is VectorDataViewType;

    /// <summary>The column of a name.</summary>
    /// <exception cref="SchemaException">It is missing, or holds no numbers.</exception>
    public static ScoreColumn Require(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaException.MissingColumn(schema, name, NumberDataViewType.Single);
        var item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        Func<DataViewRow, ScoreColumn, Func<double[]>>? start = item is KeyDataViewType ? null : Type.GetTypeCode(item.RawType) switch
        {
            TypeCode.Single => (row, scores) => scores.Read<float>(row, v => v),
            TypeCode.Double => (row, scores) => scores.Read<double>(row, v => v),
            TypeCode.Boolean => (row, scores) => scores.Read<bool>(row, v => v ? 1 : 0),
            TypeCode.SByte => (row, scores) => scores.Read<sbyte>(row, v => v),
            TypeCode.Byte => (row, scores) => scores.Read<byte>(row, v => v),
            TypeCode.Int16 => (row, scores) => scores.Read<short>(row, v => v),
            TypeCode.UInt16 => (row, scores) => scores.Read<ushort>(row, v => v),
            TypeCode.Int32 => (row, scores) => scores.Read<int>(row, v => v),
            TypeCode.UInt32 => (row, scores) => scores.Read<uint>(row, v => v),
            TypeCode.Int64 => (row, scores) => scores.Read<long>(row, v => v),
            TypeCode.UInt64 => (row, scores) => scores.Read<ulong>(row, v => v),
            _ => null,
        };
        return start is null
            ? throw SchemaException.WrongType(schema, name, NumberDataViewType.Single, column.Type)
            : new ScoreColumn(column, start);
    }

    /// <summary>Whether a column holds numbers with a fraction, as scores are, in a vector.</summary>
    public static bool IsScores(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { ItemType.RawType: var raw } && (raw == typeof(float) || raw == typeof(double));

    /// <summary>Reads the scores of a row at its position.</summary>
    /// <param name="row">The row.</param>
    /// <param name="allowsInfinity">Whether a score may be infinite: where only its order counts.</param>
    public Func<double[]> Start(DataViewRow row, bool allowsInfinity = false)
    {
        var read = _start(row, this);
        return () =>
        {
            var scores = read();
            for (var i = 0; i < scores.Length; i++)
            {
                if (double.IsNaN(scores[i]) || (!allowsInfinity && double.IsInfinity(scores[i])))
                {
                    throw new CellException(row.Position, Column.Name, string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(scores.Length == 1 ? "the value" : $"value {i}")} is {scores[i]}; a number is needed. ")
                        + "Look for what went wrong where it was made.");
                }
            }

            return scores;
        };
    }

    /// <summary>Reads the one score of a row at its position.</summary>
    /// <exception cref="SchemaException">The column holds several a row.</exception>
    public Func<double> StartOne(DataViewRow row)
    {
        if (IsVector)
            throw SchemaException.WrongType(row.Schema, Column.Name, NumberDataViewType.Single, Column.Type);
        var read = Start(row);
        return () => read()[0];
    }

    private Func<double[]> Read<T>(DataViewRow row, Func<T, double> convert) => ColumnItems.Read(row, Column, convert);
}
