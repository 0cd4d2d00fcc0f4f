namespace Pipelines;

/// <summary>The values of a column in memory.</summary>
internal abstract class ColumnStore
{
    /// <summary>An empty store for values of a type.</summary>
    public static ColumnStore Create(DataViewType type) => ColumnVisitor.Visit(type, new Factory());

    /// <summary>What adds the column's value in the row's current position.</summary>
    public abstract Action Appender(DataViewRow row, DataViewSchema.Column column);

    private sealed class Factory : IColumnVisitor<ColumnStore>
    {
        public ColumnStore Scalar<T>(DataViewType type) where T : struct, IEquatable<T> => new ScalarStore<T>();

        public ColumnStore Text() => new TextStore();

        public ColumnStore Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> => new VectorStore<T>(new Arena<T>().Copy);

        public ColumnStore TextVector(VectorDataViewType type)
        {
            var items = new Arena<ReadOnlyMemory<char>>();
            var characters = new Arena<char>();
            ReadOnlyMemory<char>[] copies = [];
            return new VectorStore<ReadOnlyMemory<char>>(texts =>
            {
                if (copies.Length < texts.Length)
                    copies = new ReadOnlyMemory<char>[texts.Length];
                for (var i = 0; i < texts.Length; i++)
                    copies[i] = characters.Copy(texts[i].Span);
                return items.Copy(copies.AsSpan(0, texts.Length));
            });
        }
    }
}
