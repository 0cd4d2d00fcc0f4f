using System.Globalization;
using System.Numerics;

namespace Pipelines.Evaluation;

/// <summary>
/// A column of labels: texts, whole numbers, keys or truth values, one a row or several. Labels are compared by how they are written, a key
/// by its index from 0, true as 1 and false as 0.
/// </summary>
internal sealed class LabelColumn
{
    private readonly Func<DataViewRow, LabelColumn, Func<string[]>> _start;

    private LabelColumn(DataViewSchema.Column column, Func<DataViewRow, LabelColumn, Func<string[]>> start)
    {
        Column = column;
        _start = start;
    }

    public DataViewSchema.Column Column { get; }

    public bool IsVector => Column.Type is VectorDataViewType;

    public bool IsText => Item(Column).RawType == typeof(ReadOnlyMemory<char>);

    /// <summary>The column of a name.</summary>
    /// <exception cref="SchemaException">It is missing, or holds no labels.</exception>
    public static LabelColumn Require(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name)
            ?? throw SchemaException.MissingColumn(schema, name, TextDataViewType.Instance);
        return TryOpen(column) ?? throw SchemaException.WrongType(
            schema, name, TextDataViewType.Instance, column.Type,
            "Labels are texts, whole numbers, keys or truth values: convert the column first.");
    }

    /// <summary>The column, or null where it holds no labels.</summary>
    public static LabelColumn? TryOpen(DataViewSchema.Column column)
    {
        var item = Item(column);
        Func<DataViewRow, LabelColumn, Func<string[]>>? start = Type.GetTypeCode(item.RawType) switch
        {
            TypeCode.SByte => Integers<sbyte>,
            TypeCode.Byte => Integers<byte>,
            TypeCode.Int16 => Integers<short>,
            TypeCode.UInt16 => Integers<ushort>,
            TypeCode.Int32 => Integers<int>,
            TypeCode.UInt32 => Integers<uint>,
            TypeCode.Int64 => Integers<long>,
            TypeCode.UInt64 => Integers<ulong>,
            TypeCode.Boolean => (row, labels) => labels.Read<bool>(row, value => value ? "1" : "0"),
            _ when item.RawType == typeof(ReadOnlyMemory<char>) =>
                (row, labels) => labels.Read<ReadOnlyMemory<char>>(row, text => text.ToString()),
            _ => null,
        };
        return start is null ? null : new LabelColumn(column, start);
    }

    /// <summary>Reads the labels of a row at its position.</summary>
    public Func<string[]> Start(DataViewRow row) => _start(row, this);

    private static DataViewType Item(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;

    private static Func<string[]> Integers<T>(DataViewRow row, LabelColumn labels) where T : IBinaryInteger<T>
    {
        if (Item(labels.Column) is not KeyDataViewType)
            return labels.Read<T>(row, value => value.ToString(null, CultureInfo.InvariantCulture));
        return labels.Read<T>(row, value => T.IsZero(value)
            ? throw new CellException(row.Position, labels.Column.Name, "the label is missing. Fill it in, or leave the row out.")
            : (value - T.One).ToString(null, CultureInfo.InvariantCulture));
    }

    private Func<string[]> Read<T>(DataViewRow row, Func<T, string> write) => ColumnItems.Read(row, Column, write);
}
