using System.Collections;
using System.Globalization;

namespace Pipelines.Testing;

/// <summary>A row read into plain objects. Two rows are equal where their values are, items of vectors too, NaN equal to NaN.</summary>
/// <param name="id">The row's identifier.</param>
/// <param name="batch">The batch it came in.</param>
/// <param name="values">A value a column: text as string, vectors as arrays.</param>
public sealed class ViewRow(DataViewRowId id, long batch, IReadOnlyList<object> values) : IEquatable<ViewRow>
{
    /// <summary>The row's identifier.</summary>
    public DataViewRowId Id => id;

    /// <summary>The batch it came in.</summary>
    public long Batch => batch;

    /// <summary>A value a column: text as string, vectors as arrays.</summary>
    public IReadOnlyList<object> Values => values;

    /// <inheritdoc/>
    public bool Equals(ViewRow? other) =>
        other is not null && StructuralComparisons.StructuralEqualityComparer.Equals(values.ToArray(), other.Values.ToArray());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ViewRow);

    /// <inheritdoc/>
    public override int GetHashCode() => StructuralComparisons.StructuralEqualityComparer.GetHashCode(values.ToArray());

    /// <inheritdoc/>
    public override string ToString() => "(" + string.Join(", ", values.Select(Show)) + ")";

    private static string Show(object value) => value switch
    {
        string text => $"\"{text}\"",
        Array items => "[" + string.Join(", ", items.Cast<object>().Select(Show)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
