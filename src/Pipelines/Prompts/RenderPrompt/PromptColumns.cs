using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace Pipelines;

/// <summary>Reads a column of a row as text for a prompt.</summary>
internal delegate ReadOnlyMemory<char> PromptColumn();

/// <summary>
/// Makes readers of columns as text: text as it is, numbers and booleans as written in C#'s invariant culture, vectors item by item.
/// </summary>
internal static class PromptColumns
{
    private static readonly MethodInfo MakeNumberMethod = typeof(PromptColumns).GetMethod(
        nameof(MakeNumber), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo MakeNumbersMethod = typeof(PromptColumns).GetMethod(
        nameof(MakeNumbers), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The column of a name, checked to be one that can be written as text.</summary>
    /// <exception cref="SchemaException">It is missing, or its values have no text.</exception>
    public static DataViewSchema.Column Require(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaException.MissingColumn(schema, name, TextDataViewType.Instance);
        if (((column.Type as VectorDataViewType)?.ItemType ?? column.Type) is TextDataViewType or NumberDataViewType or BooleanDataViewType)
            return column;
        throw SchemaException.WrongType(
            schema, name, TextDataViewType.Instance, column.Type,
            $"A prompt takes text, numbers, booleans and vectors of them; compute a text of '{name}' by Map first.");
    }

    /// <summary>Makes the reader for a cursor's row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="separator">What stands between the items of a vector.</param>
    public static PromptColumn Make(DataViewRow row, DataViewSchema.Column column, string separator)
    {
        var item = (column.Type as VectorDataViewType)?.ItemType;
        return (item ?? column.Type) switch
        {
            TextDataViewType => item is null ? MakeText(row, column)
                : MakeItems<ReadOnlyMemory<char>>(row, column, separator, static (text, value) => text.Append(value)),
            BooleanDataViewType => item is null ? MakeBoolean(row, column)
                : MakeItems<bool>(row, column, separator, static (text, value) => text.Append(value ? "true" : "false")),
            var number => (PromptColumn)(item is null ? MakeNumberMethod : MakeNumbersMethod).MakeGenericMethod(number.RawType)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, separator], null)!,
        };
    }

    private static PromptColumn MakeText(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            get(ref value);
            return value;
        };
    }

    private static PromptColumn MakeBoolean(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<bool>(column);
        var value = false;
        return () =>
        {
            get(ref value);
            return (value ? "true" : "false").AsMemory();
        };
    }

    private static PromptColumn MakeNumber<T>(DataViewRow row, DataViewSchema.Column column, string separator) where T : INumberBase<T>
    {
        var get = row.GetGetter<T>(column);
        var value = T.Zero;
        return () =>
        {
            get(ref value);
            return T.IsNaN(value) ? default : value.ToString(null, CultureInfo.InvariantCulture).AsMemory();
        };
    }

    private static PromptColumn MakeNumbers<T>(DataViewRow row, DataViewSchema.Column column, string separator) where T : INumberBase<T> =>
        MakeItems<T>(row, column, separator, static (text, value) => text.Append(value.ToString(null, CultureInfo.InvariantCulture)));

    private static PromptColumn MakeItems<T>(
        DataViewRow row, DataViewSchema.Column column, string separator, Action<StringBuilder, T> append)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> values = default;
        var text = new StringBuilder();
        return () =>
        {
            get(ref values);
            text.Clear();
            for (var i = 0; i < values.Length; i++)
            {
                if (i > 0)
                    text.Append(separator);
                append(text, values.GetItemOrDefault(i));
            }

            return text.ToString().AsMemory();
        };
    }
}
