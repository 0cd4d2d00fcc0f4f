using System.Collections;

namespace Pipelines;

/// <summary>Views put one after the other have the same visible columns, in any order.</summary>
internal static class ConcatSchema
{
    /// <summary>The columns of the first view that are not hidden, with the annotations that all views have.</summary>
    /// <exception cref="SchemaException">
    /// A view has other columns or types, or says something else about a column; the first difference is named.
    /// </exception>
    public static DataViewSchema Agree(IReadOnlyList<IDataView> views, string operation = "Concat")
    {
        var first = views[0].Schema;
        for (var i = 1; i < views.Count; i++)
        {
            var other = views[i].Schema;
            foreach (var column in first.Where(c => !c.IsHidden))
            {
                if (other.GetColumnOrNull(column.Name) is not { } match)
                    throw Difference(
                        operation, i,
                        $"has no column '{column.Name}', which view 0 has with type {column.Type}. Its columns: {other}.");
                if (!match.Type.Equals(column.Type))
                    throw Difference(operation, i, $"has column '{column.Name}' with type {match.Type}, and view 0 with {column.Type}.");
            }

            foreach (var column in other)
            {
                if (first.GetColumnOrNull(column.Name) is null)
                    throw Difference(
                        operation, i,
                        $"has a column '{column.Name}' of type {column.Type}, which view 0 has not. Columns of view 0: {first}.");
            }
        }

        var builder = new DataViewSchema.Builder();
        foreach (var column in first.Where(c => !c.IsHidden))
            builder.AddColumn(column.Name, column.Type, CommonAnnotations(views, column, operation));
        return builder.ToSchema();
    }

    /// <summary>The active columns as those of one of the views.</summary>
    public static IEnumerable<DataViewSchema.Column> Of(IDataView view, ActiveColumns active) =>
        active.ToColumns().Select(c => view.Schema[c.Name]);

    // What a column's values mean may be in its annotations: ids of two tokenizers are no one column.
    private static DataViewSchema.Annotations CommonAnnotations(
        IReadOnlyList<IDataView> views, DataViewSchema.Column column, string operation)
    {
        var common = DataViewSchema.Annotations.Empty;
        foreach (var kind in column.Annotations.Kinds)
        {
            column.Annotations.TryGetValue<object>(kind, out var value);
            var isCommon = true;
            for (var i = 1; i < views.Count; i++)
            {
                if (!views[i].Schema[column.Name].Annotations.TryGetValue<object>(kind, out var other))
                    isCommon = false;
                else if (!StructuralComparisons.StructuralEqualityComparer.Equals(value, other))
                    throw Difference(
                        operation, i, $"has another {kind} annotation on column '{column.Name}' than view 0: {other}, not {value}.");
            }

            if (isCommon)
                common = common.With(kind, value);
        }

        return common;
    }

    private static SchemaException Difference(string operation, int view, string what) =>
        new($"{operation}: view {view} (from 0) {what} Views put together need the same columns: select, rename or convert them first.");
}
