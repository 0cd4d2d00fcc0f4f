using System.Linq.Expressions;

namespace Pipelines;

/// <summary>From a column's values to <typeparamref name="T"/>, compiled once.</summary>
/// <typeparam name="T">What a caller asks for: a column's own value type, <c>string</c>, an array, a list.</typeparam>
internal static class ColumnConversion<T>
{
    private static readonly Lazy<(DataViewType Type, Func<ValueSlot, T> Convert)> Compiled = new(Compile);

    /// <summary>The type of columns whose values become <typeparamref name="T"/>.</summary>
    /// <exception cref="SchemaException">There is none.</exception>
    public static DataViewType ColumnType => Compiled.Value.Type;

    /// <summary>Makes the value of what a slot has; a copy in every case.</summary>
    public static Func<ValueSlot, T> Convert => Compiled.Value.Convert;

    private static (DataViewType, Func<ValueSlot, T>) Compile()
    {
        var type = ValueConversion.ColumnTypeOf(typeof(T)) ?? DataViewTypes.Of<T>();
        var slot = Expression.Parameter(typeof(ValueSlot), "slot");
        var typedSlot = Expression.Convert(slot, typeof(ValueSlot<>).MakeGenericType(type.RawType));
        var value = Expression.Field(typedSlot, nameof(ValueSlot<int>.Value));
        return (type, Expression.Lambda<Func<ValueSlot, T>>(ValueConversion.Convert(value, typeof(T)), slot).Compile());
    }
}
