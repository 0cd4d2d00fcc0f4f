using System.Reflection;

namespace Pipelines;

/// <summary>Where a column's value of the current row is put before it goes into an object.</summary>
internal abstract class ValueSlot
{
    private static readonly MethodInfo CreateMethod =
        typeof(ValueSlot).GetMethod(nameof(CreateCore), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>Gets the current row's value.</summary>
    public abstract void Read();

    /// <summary>A slot for an active column of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="fresh">Whether the value goes out to a caller who keeps it, so that its buffers are not used again.</param>
    public static ValueSlot Create(DataViewRow row, DataViewSchema.Column column, bool fresh) =>
        (ValueSlot)CreateMethod.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column, fresh])!;

    private static ValueSlot<TValue> CreateCore<TValue>(DataViewRow row, DataViewSchema.Column column, bool fresh) =>
        new(row.GetGetter<TValue>(column), fresh);
}
