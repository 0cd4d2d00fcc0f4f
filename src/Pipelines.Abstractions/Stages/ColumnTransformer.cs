namespace Pipelines;

/// <summary>Base of transformers that compute one column from one column, row by row.</summary>
/// <typeparam name="TSource">The values read: a number, <c>ReadOnlyMemory&lt;char&gt;</c>, <c>VBuffer&lt;T&gt;</c>, …</typeparam>
/// <typeparam name="TValue">The values computed.</typeparam>
/// <param name="InputColumn">The column read.</param>
/// <param name="OutputColumn">The column added; the input column's own name hides it.</param>
public abstract record ColumnTransformer<TSource, TValue>(string InputColumn, string OutputColumn) : RowToRowTransformer
{
    /// <summary>
    /// The type of the output column where the input column is as given: by default the one that holds <typeparamref name="TValue"/>.
    /// </summary>
    protected virtual DataViewType GetOutputType(DataViewSchema.Column input) => DataViewTypes.Of<TValue>();

    /// <summary>Computes a value. Several threads call it at once.</summary>
    protected abstract void Map(in TSource source, ref TValue value);

    /// <inheritdoc/>
    protected sealed override void Map(RowMapperBuilder map)
    {
        var input = map.Require<TSource>(InputColumn);
        map.Add<TSource, TValue>(OutputColumn, GetOutputType(input), input, Map);
    }
}
