namespace Pipelines;

/// <summary>Finds where in a file's rows the columns of a given schema are.</summary>
internal static class JsonResolution
{
    /// <summary>
    /// The columns with the paths of their properties: of equal name, or else of a name that differs in upper and lower case alone.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">The columns, and what their properties are called.</param>
    /// <param name="rows">The rows looked at.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="SchemaException">No row has a column's property.</exception>
    public static IReadOnlyList<JsonColumn> Resolve(
        string path, IEnumerable<(string Name, string Property, DataViewType Type)> wanted, JsonShape rows, JsonFileOptions options)
    {
        var columns = new List<JsonColumn>();
        foreach (var (name, property, type) in wanted)
        {
            var found = Find(rows, property, StringComparison.Ordinal) ?? Find(rows, property, StringComparison.OrdinalIgnoreCase);
            if (found is null && rows.Objects > 0 && !options.AllowAbsentProperties)
                throw Absent(path, name, property, rows);
            columns.Add(new JsonColumn(name, type, found is not null ? [found] : Unknown(property)));
        }

        return columns;
    }

    private static string[]? Find(JsonShape shape, string name, StringComparison comparison)
    {
        foreach (var property in shape.PropertyNames)
        {
            if (name.Equals(property, comparison))
                return [property];
        }

        foreach (var property in shape.PropertyNames)
        {
            if (!name.StartsWith(property + ".", comparison))
                continue;
            var inner = shape[property];
            var rest = name[(property.Length + 1)..];
            var found = Find(inner, rest, comparison) ?? (inner.Items is { } items ? Find(items, rest, comparison) : null);
            if (found is not null)
                return [property, .. found];
        }

        return null;
    }

    // Rows to come may have it either way.
    private static IReadOnlyList<string[]> Unknown(string property) =>
        property.Contains('.', StringComparison.Ordinal) ? [[property], property.Split('.')] : [[property]];

    private static SchemaException Absent(string path, string column, string property, JsonShape rows)
    {
        var names = Names(rows, "").ToArray();
        var near = NameSuggestion.Nearest(property, names);
        return new SchemaException(
            $"{path}: none of the first {rows.Objects} rows has a property '{property}' for column '{column}'. " +
            $"Properties there: {string.Join(", ", names)}. " +
            (near is null ? "" : $"Did you mean '{near}'? ") +
            "Name the member's property with [JsonPropertyName], or set AllowAbsentProperties where the rows may lack it.");
    }

    private static IEnumerable<string> Names(JsonShape shape, string prefix)
    {
        foreach (var property in shape.PropertyNames)
        {
            var inner = shape[property];
            var objects = inner.Objects > 0 ? inner : inner.Items is { Objects: > 0 } items ? items : null;
            if (objects is null)
                yield return prefix + property;
            else
            {
                foreach (var name in Names(objects, prefix + property + "."))
                    yield return name;
            }
        }
    }
}
