namespace Pipelines;

/// <summary>How rows of a type give the values of columns.</summary>
internal interface IRowAccess<TRow>
{
    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>What a row is called in messages.</summary>
    string RowName { get; }

    /// <summary>A reader of a column; the column is of the schema and <typeparamref name="TValue"/> its value type.</summary>
    MemberReader<TRow, TValue> GetReader<TValue>(DataViewSchema.Column column);
}
