using System.Globalization;
using System.Numerics;

namespace Pipelines.Encoders;

/// <summary>Reads right answers: labels as texts whatever their column holds, or numbers.</summary>
internal static class LabelReader
{
    /// <summary>Checks the column of labels.</summary>
    /// <exception cref="SchemaException">It is missing, or holds neither texts nor numbers that could be labels.</exception>
    public static DataViewSchema.Column Require(DataViewSchema schema, string name, TextProblem problem)
    {
        var wanted = problem == TextProblem.Regression ? (DataViewType)NumberDataViewType.Single : TextDataViewType.Instance;
        var column = schema.GetColumnOrNull(name) ?? throw SchemaException.MissingColumn(schema, name, wanted);
        var fits = column.Type is not VectorDataViewType && (IsText(column) || (problem == TextProblem.Regression
            ? Type.GetTypeCode(column.Type.RawType) is >= TypeCode.SByte and <= TypeCode.Decimal && column.Type is not KeyDataViewType
            : Type.GetTypeCode(column.Type.RawType) is TypeCode.Boolean or (>= TypeCode.SByte and <= TypeCode.UInt64)));
        return fits ? column : throw SchemaException.WrongType(
            schema, name, wanted, column.Type,
            problem == TextProblem.Regression
                ? "What is learned are numbers, or texts that are numbers."
                : "Labels are texts, whole numbers, keys or truth values; to learn a number, set Problem to Regression.");
    }

    /// <summary>Labels by how they are written: a key by its index from 0, true as 1 and false as 0.</summary>
    public static Func<string> Texts(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Boolean => Read<bool, string>(row, column, value => value ? "1" : "0"),
        TypeCode.SByte => Integers<sbyte>(row, column),
        TypeCode.Byte => Integers<byte>(row, column),
        TypeCode.Int16 => Integers<short>(row, column),
        TypeCode.UInt16 => Integers<ushort>(row, column),
        TypeCode.Int32 => Integers<int>(row, column),
        TypeCode.UInt32 => Integers<uint>(row, column),
        TypeCode.Int64 => Integers<long>(row, column),
        TypeCode.UInt64 => Integers<ulong>(row, column),
        _ => Read<ReadOnlyMemory<char>, string>(
            row, column, text => text.Span.IsWhiteSpace() ? throw Missing(row, column) : text.Span.Trim().ToString()),
    };

    /// <summary>Numbers to learn.</summary>
    public static Func<double> Numbers(DataViewRow row, DataViewSchema.Column column)
    {
        var read = Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.Single => Read<float, double>(row, column, value => value),
            TypeCode.Double => Read<double, double>(row, column, value => value),
            TypeCode.Decimal => Read<decimal, double>(row, column, value => (double)value),
            _ when IsText(column) => Read<ReadOnlyMemory<char>, double>(row, column, text => Parse(row, column, text.Span)),
            _ => Whole(row, column),
        };
        return () => read() is var value && float.IsFinite((float)value) ? value : throw new CellException(
            row.Position, column.Name,
            $"the number to learn is {value.ToString(CultureInfo.InvariantCulture)}. Fill it in, or leave the row out.");
    }

    private static Func<double> Whole(DataViewRow row, DataViewSchema.Column column)
    {
        var texts = Texts(row, column);
        return () => double.Parse(texts(), CultureInfo.InvariantCulture);
    }

    private static double Parse(DataViewRow row, DataViewSchema.Column column, ReadOnlySpan<char> text)
    {
        if (text.IsWhiteSpace())
            throw Missing(row, column);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new CellException(
            row.Position, column.Name, $"'{text}' is no number. Write it with a decimal point, or leave the row out.");
    }

    private static bool IsText(DataViewSchema.Column column) => column.Type.RawType == typeof(ReadOnlyMemory<char>);

    private static Func<string> Integers<T>(DataViewRow row, DataViewSchema.Column column) where T : IBinaryInteger<T> =>
        column.Type is KeyDataViewType
            ? Read<T, string>(row, column, value => T.IsZero(value)
                ? throw Missing(row, column)
                : (value - T.One).ToString(null, CultureInfo.InvariantCulture))
            : Read<T, string>(row, column, value => value.ToString(null, CultureInfo.InvariantCulture));

    private static Func<TResult> Read<T, TResult>(DataViewRow row, DataViewSchema.Column column, Func<T, TResult> read)
    {
        var get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return read(value);
        };
    }

    private static CellException Missing(DataViewRow row, DataViewSchema.Column column) =>
        new(row.Position, column.Name, "the label is missing. Fill it in, or leave the row out.");
}
