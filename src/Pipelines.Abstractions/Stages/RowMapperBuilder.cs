namespace Pipelines;

/// <summary>
/// Declares the columns of a <see cref="RowMapper"/>. Every input column comes through unless <see cref="PassThrough"/> says otherwise;
/// columns that are added come after them, and hide those of the same name.
/// </summary>
public sealed class RowMapperBuilder
{
    private readonly List<MappedColumn> _added = [];
    private Func<DataViewSchema.Column, string?> _outputName = column => column.Name;

    internal RowMapperBuilder(DataViewSchema input) => Input = input;

    /// <summary>The columns of the input.</summary>
    public DataViewSchema Input { get; }

    internal IReadOnlyList<MappedColumn> Columns =>
    [
        .. Input.Select(column => (column, name: _outputName(column))).Where(c => c.name is not null)
            .Select(c => new CopiedColumn(c.name!, c.column)),
        .. _added,
    ];

    /// <summary>The input column of a name, checked to hold values of <typeparamref name="TValue"/>.</summary>
    /// <exception cref="SchemaException">The column is missing or of another type.</exception>
    public DataViewSchema.Column Require<TValue>(string name) => Input.RequireColumn<TValue>(name);

    /// <summary>Says which input columns come through, hidden ones included, and under which name.</summary>
    /// <param name="outputName">The name in the output; null where the column does not come through.</param>
    public RowMapperBuilder PassThrough(Func<DataViewSchema.Column, string?> outputName)
    {
        ArgumentNullException.ThrowIfNull(outputName);
        _outputName = outputName;
        return this;
    }

    /// <summary>Adds an input column as it is under a name.</summary>
    public RowMapperBuilder Copy(string name, DataViewSchema.Column source)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _ = new ActiveColumns(Input, [source]);
        _added.Add(new CopiedColumn(name, source));
        return this;
    }

    /// <summary>Adds a column that a function computes from one input column.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="input">The input column.</param>
    /// <param name="map">The function; it is called by several threads.</param>
    /// <param name="annotations">What is known about the values.</param>
    public RowMapperBuilder Add<TSource, TValue>(
        string name, DataViewType type, DataViewSchema.Column input, ValueMapper<TSource, TValue> map,
        DataViewSchema.Annotations? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Add<TValue>(name, type, [input], Make, annotations);

        ValueGetter<TValue> Make(DataViewRow row)
        {
            var get = row.GetGetter<TSource>(input);
            TSource source = default!;
            return (ref TValue value) =>
            {
                get(ref source);
                map(in source, ref value);
            };
        }
    }

    /// <summary>Adds a column computed from several input columns.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="inputs">The input columns it is computed from; no others can be read.</param>
    /// <param name="makeGetter">Makes the getter for an input row; called once a cursor, so the getter may keep buffers.</param>
    /// <param name="annotations">What is known about the values.</param>
    public RowMapperBuilder Add<TValue>(
        string name,
        DataViewType type,
        IEnumerable<DataViewSchema.Column> inputs,
        Func<DataViewRow, ValueGetter<TValue>> makeGetter,
        DataViewSchema.Annotations? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(makeGetter);
        return Add<TValue>(name, type, inputs, (MappedRow row) => makeGetter(row.Input), annotations);
    }

    /// <summary>Declares work whose result several columns are read from; it is done once a row, when the first of them is read.</summary>
    /// <param name="inputs">The input columns the work needs.</param>
    /// <param name="make">Makes the function that does it for the input row's current position; called once a cursor.</param>
    public RowComputation<TState> Compute<TState>(IEnumerable<DataViewSchema.Column> inputs, Func<DataViewRow, Func<TState>> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return new RowComputation<TState>(Checked(inputs), make);
    }

    /// <summary>Adds a column read from a shared computation.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The type of its values.</param>
    /// <param name="computation">The computation.</param>
    /// <param name="read">Reads the value from its result.</param>
    /// <param name="annotations">What is known about the values.</param>
    public RowMapperBuilder Add<TState, TValue>(
        string name, DataViewType type, RowComputation<TState> computation, ValueReader<TState, TValue> read,
        DataViewSchema.Annotations? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(read);
        return Add<TValue>(name, type, computation.Inputs, Make, annotations);

        ValueGetter<TValue> Make(MappedRow row)
        {
            var compute = row.Start(computation);
            return (ref TValue value) => read(compute(), ref value);
        }
    }

    private RowMapperBuilder Add<TValue>(
        string name, DataViewType type, IEnumerable<DataViewSchema.Column> inputs, Func<MappedRow, ValueGetter<TValue>> make,
        DataViewSchema.Annotations? annotations)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(type);
        if (type.RawType != typeof(TValue))
            throw new ArgumentException($"Column '{name}' of type {type} holds values of {type.RawType}, but its getter "
                + $"fills {typeof(TValue)}.", nameof(type));
        _added.Add(new ComputedColumn<TValue>(name, type, annotations, Checked(inputs), make));
        return this;
    }

    private DataViewSchema.Column[] Checked(IEnumerable<DataViewSchema.Column> inputs) => [.. new ActiveColumns(Input, inputs).ToColumns()];
}
