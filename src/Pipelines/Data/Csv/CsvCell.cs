namespace Pipelines;

/// <summary>The current record's value of a column.</summary>
internal abstract class CsvCell
{
    public static CsvCell Create(DataViewSchema.Column column, bool missingAsDefault) =>
        ColumnVisitor.Visit(column.Type, new Factory(column, missingAsDefault));

    /// <summary>Reads a field; null, or what was expected.</summary>
    public abstract string? Read(ReadOnlySpan<char> field);

    /// <summary>A getter of the value.</summary>
    public abstract Delegate CreateGetter(Func<bool> onRow);

    private sealed class Factory(DataViewSchema.Column column, bool missingAsDefault) : IColumnVisitor<CsvCell>
    {
        public CsvCell Scalar<T>(DataViewType type) where T : struct, IEquatable<T> => new ScalarCsvCell<T>(missingAsDefault);

        public CsvCell Text() => new TextCsvCell();

        public CsvCell Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> => throw NoVector();

        public CsvCell TextVector(VectorDataViewType type) => throw NoVector();

        private SchemaException NoVector() =>
            new(
                $"Column '{column.Name}' has type {column.Type}, but a field of separated values holds one value. " +
                "Load it as text, or use JSON Lines.");
    }
}
