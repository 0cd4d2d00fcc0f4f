using System.Linq.Expressions;
using System.Reflection;

namespace Pipelines;

/// <summary>From columns' values to members' values: everything that is kept is copied out of the cursor's buffers.</summary>
internal static class ValueConversion
{
    /// <summary>The type of the column values that a member's values are made of; null where there is none.</summary>
    public static DataViewType? ColumnTypeOf(Type memberType) =>
        RowMembers.ItemType(memberType) is { } item
            ? DataViewTypes.TryOf(item) is PrimitiveDataViewType itemType ? new VectorDataViewType(itemType) : null
            : DataViewTypes.TryOf(Nullable.GetUnderlyingType(memberType) ?? memberType);

    /// <summary>Checks that a view has a column whose values become a member's.</summary>
    /// <exception cref="SchemaException">It is missing or of another type.</exception>
    public static DataViewSchema.Column Require(DataViewSchema schema, string name, DataViewType wanted)
    {
        var column = schema.GetColumnOrNull(name) ?? throw SchemaException.MissingColumn(schema, name, wanted);
        return column.Type.RawType == wanted.RawType ? column : throw SchemaException.WrongType(schema, name, wanted, column.Type);
    }

    /// <summary>The member's value made of a column's.</summary>
    public static Expression Convert(Expression value, Type memberType)
    {
        if (memberType == typeof(string))
            return Call(nameof(Text), value);
        if (memberType == typeof(ReadOnlyMemory<char>))
            return Call(nameof(TextMemory), value);
        if (memberType == typeof(float?))
            return Call(nameof(NullableSingle), value);
        if (memberType == typeof(double?))
            return Call(nameof(NullableDouble), value);
        if (RowMembers.ItemType(memberType) is not { } item)
            return value.Type == memberType ? value : Expression.Convert(value, memberType);
        Expression array = item == typeof(string) ? Call(nameof(Strings), value)
            : item == typeof(ReadOnlyMemory<char>) ? Call(nameof(Texts), value)
            : Expression.Call(value, nameof(VBuffer<int>.DenseValues), null);
        if (memberType == typeof(List<>).MakeGenericType(item))
            return Expression.New(memberType.GetConstructor([typeof(IEnumerable<>).MakeGenericType(item)])!, array);
        if (memberType == typeof(VBuffer<>).MakeGenericType(item))
            return item == typeof(ReadOnlyMemory<char>) ? Call(nameof(TextBuffer), value) : value;
        return array.Type == memberType ? array : Expression.Convert(array, memberType);
    }

    private static MethodCallExpression Call(string name, Expression value) =>
        Expression.Call(typeof(ValueConversion).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!, value);

    private static string Text(ReadOnlyMemory<char> value) => value.ToString();

    private static ReadOnlyMemory<char> TextMemory(ReadOnlyMemory<char> value) => value.ToString().AsMemory();

    private static float? NullableSingle(float value) => float.IsNaN(value) ? null : value;

    private static double? NullableDouble(double value) => double.IsNaN(value) ? null : value;

    private static string[] Strings(VBuffer<ReadOnlyMemory<char>> value)
    {
        var result = new string[value.Length];
        Array.Fill(result, "");
        foreach (var (index, text) in value.Items())
            result[index] = text.ToString();
        return result;
    }

    private static ReadOnlyMemory<char>[] Texts(VBuffer<ReadOnlyMemory<char>> value)
    {
        var result = new ReadOnlyMemory<char>[value.Length];
        foreach (var (index, text) in value.Items())
            result[index] = TextMemory(text);
        return result;
    }

    private static VBuffer<ReadOnlyMemory<char>> TextBuffer(VBuffer<ReadOnlyMemory<char>> value) => new(value.Length, Texts(value));
}
