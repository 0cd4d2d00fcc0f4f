namespace Pipelines;

/// <summary>Declares the columns of a <see cref="RowsTransformer{TRow}"/>'s output, each read from the row its reader stands on.</summary>
/// <typeparam name="TRow">What the reader yields.</typeparam>
public sealed class RowsBuilder<TRow>
{
    private readonly DataViewSchema.Builder _schema = new();
    private readonly List<Delegate> _readers = [];

    internal RowsBuilder(DataViewSchema input) => Input = input;

    /// <summary>The columns of the input; none of them comes through by itself.</summary>
    public DataViewSchema Input { get; }

    internal IReadOnlyList<Delegate> Readers => _readers;

    /// <summary>Adds a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="read">Fills the value from a row that the reader yielded.</param>
    /// <param name="annotations">What is known about the values.</param>
    public RowsBuilder<TRow> Add<TValue>(
        string name, DataViewType type, ValueReader<TRow, TValue> read, DataViewSchema.Annotations? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(read);
        if (type.RawType != typeof(TValue))
            throw new ArgumentException($"Column '{name}' of type {type} holds values of {type.RawType}, but its reader "
                + $"fills {typeof(TValue)}.", nameof(type));
        _schema.AddColumn(name, type, annotations);
        _readers.Add(read);
        return this;
    }

    internal DataViewSchema ToSchema() => _schema.ToSchema();
}
