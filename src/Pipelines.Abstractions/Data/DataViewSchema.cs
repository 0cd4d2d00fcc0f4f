using System.Collections;

namespace Pipelines;

/// <summary>
/// The columns of a view. Names may repeat: a later column hides the earlier ones, which keep their index but are not found by name.
/// </summary>
public sealed partial class DataViewSchema : IReadOnlyList<DataViewSchema.Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _indexByName;

    private DataViewSchema(IReadOnlyList<(string Name, DataViewType Type, Annotations Annotations)> columns)
    {
        _indexByName = new Dictionary<string, int>(columns.Count, StringComparer.Ordinal);
        for (var i = 0; i < columns.Count; i++)
            _indexByName[columns[i].Name] = i;
        _columns = new Column[columns.Count];
        for (var i = 0; i < columns.Count; i++)
        {
            var (name, type, annotations) = columns[i];
            _columns[i] = new Column(name, i, _indexByName[name] != i, type, annotations);
        }
    }

    /// <summary>A schema without columns.</summary>
    public static DataViewSchema Empty { get; } = new([]);

    /// <summary>How many columns there are, hidden ones included.</summary>
    public int Count => _columns.Length;

    /// <summary>The column at an index.</summary>
    public Column this[int index] => _columns[index];

    /// <summary>The column with this name that is not hidden.</summary>
    /// <exception cref="SchemaException">There is none; the message lists those there are.</exception>
    public Column this[string name] => GetColumnOrNull(name) ?? throw SchemaException.MissingColumn(this, name, null);

    /// <summary>The column with this name that is not hidden, or null.</summary>
    public Column? GetColumnOrNull(string name) => _indexByName.TryGetValue(name, out var index) ? _columns[index] : null;

    /// <summary>Checks that a column is there with a type whose values are <typeparamref name="TValue"/>.</summary>
    /// <returns>This schema, so that checks and a result chain.</returns>
    /// <exception cref="SchemaException">The column is missing or of another type.</exception>
    public DataViewSchema Require<TValue>(string name)
    {
        RequireColumn<TValue>(name);
        return this;
    }

    /// <summary>As <see cref="Require{TValue}"/>, giving the column.</summary>
    /// <exception cref="SchemaException">The column is missing or of another type.</exception>
    public Column RequireColumn<TValue>(string name)
    {
        var column = GetColumnOrNull(name) ?? throw SchemaException.MissingColumn(this, name, DataViewTypes.Of<TValue>());
        return column.Type.RawType == typeof(TValue)
            ? column
            : throw SchemaException.WrongType(this, name, DataViewTypes.Of<TValue>(), column.Type);
    }

    /// <summary>This schema with a column added at the end; it hides an earlier one of the same name.</summary>
    public DataViewSchema With(string name, DataViewType type, Annotations? annotations = null)
    {
        var builder = new Builder();
        builder.AddColumns(this);
        builder.AddColumn(name, type, annotations);
        return builder.ToSchema();
    }

    /// <summary>Whether a column is one of this schema: the same place, name and type.</summary>
    public bool Contains(Column column) =>
        (uint)column.Index < (uint)Count && _columns[column.Index].Name == column.Name && _columns[column.Index].Type.Equals(column.Type);

    /// <inheritdoc/>
    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The visible columns and their types.</summary>
    public override string ToString() => string.Join(", ", _columns.Where(c => !c.IsHidden).Select(c => $"{c.Name}: {c.Type}"));
}
