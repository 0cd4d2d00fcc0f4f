using System.Numerics;

namespace Pipelines;

/// <summary>Filters of numeric columns by bounds.</summary>
internal static class NumberFilter
{
    /// <summary>Rows whose value is in [lower, upper); a NaN is in no range.</summary>
    public static RowFilter Create(DataViewSchema schema, string columnName, double lower, double upper)
    {
        var column = schema[columnName];
        return Type.GetTypeCode(column.Type.RawType) switch
        {
            TypeCode.SByte => Between<sbyte>(column, lower, upper),
            TypeCode.Byte => Between<byte>(column, lower, upper),
            TypeCode.Int16 => Between<short>(column, lower, upper),
            TypeCode.UInt16 => Between<ushort>(column, lower, upper),
            TypeCode.Int32 => Between<int>(column, lower, upper),
            TypeCode.UInt32 => Between<uint>(column, lower, upper),
            TypeCode.Int64 => Between<long>(column, lower, upper),
            TypeCode.UInt64 => Between<ulong>(column, lower, upper),
            TypeCode.Single => Between<float>(column, lower, upper),
            TypeCode.Double => Between<double>(column, lower, upper),
            _ => throw SchemaException.WrongType(
                schema, columnName, NumberDataViewType.Single, column.Type, "Name a column of numbers, or use FilterRows."),
        };
    }

    private static RowFilter Between<T>(DataViewSchema.Column column, double lower, double upper) where T : struct, INumberBase<T> =>
        new([column], row =>
        {
            var getter = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getter(ref value);
                var number = double.CreateChecked(value);
                return number >= lower && number < upper;
            };
        });
}
