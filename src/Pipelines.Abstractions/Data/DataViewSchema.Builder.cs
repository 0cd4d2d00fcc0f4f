namespace Pipelines;

public sealed partial class DataViewSchema
{
    /// <summary>Puts a schema together, column by column.</summary>
    public sealed class Builder
    {
        private readonly List<(string Name, DataViewType Type, Annotations Annotations)> _columns = [];

        /// <summary>Adds a column; it hides an earlier one of the same name.</summary>
        public Builder AddColumn(string name, DataViewType type, Annotations? annotations = null)
        {
            ArgumentException.ThrowIfNullOrEmpty(name);
            ArgumentNullException.ThrowIfNull(type);
            _columns.Add((name, type, annotations ?? Annotations.Empty));
            return this;
        }

        /// <summary>Adds every column of a schema, hidden ones included, so that indices stay.</summary>
        public Builder AddColumns(IEnumerable<Column> columns)
        {
            foreach (var column in columns)
                _columns.Add((column.Name, column.Type, column.Annotations));
            return this;
        }

        /// <summary>The schema.</summary>
        public DataViewSchema ToSchema() => new(_columns);
    }
}
