using CsvHelper;

namespace Pipelines;

/// <summary>Writes a view's rows as separated values, with a header.</summary>
internal static class CsvFileWriter
{
    public static void Write(IDataView data, Stream stream, char separator, CancellationToken cancellationToken)
    {
        var columns = data.Schema.Where(c => !c.IsHidden).ToArray();
        if (Array.Find(columns, c => c.Type is VectorDataViewType) is { Name: { } vector })
            throw new SchemaException(
                $"Column '{vector}' has type {data.Schema[vector].Type}, but a field of separated values holds one value. " +
                "Drop it, or save JSON Lines.");
        using var cursor = data.GetRowCursor(columns);
        using var writer = CsvWriter.Create(stream, new CsvWriterOptions { Separator = separator, NewLine = "\n" }, leaveOpen: true);
        writer.WriteHeader(Array.ConvertAll(columns, c => c.Name));
        var fields = Array.ConvertAll(columns, c => ColumnVisitor.Visit(c.Type, new Factory(cursor, c, writer)));
        while (cursor.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var field in fields)
                field();
            writer.EndRecord();
        }

        writer.Flush();
    }

    private sealed class Factory(DataViewRow row, DataViewSchema.Column column, CsvWriter writer) : IColumnVisitor<Action>
    {
        public Action Scalar<T>(DataViewType type) where T : struct, IEquatable<T>
        {
            var getter = row.GetGetter<T>(column);
            T value = default;
            return () =>
            {
                getter(ref value);
                // A missing number is an empty field, as it is read.
                writer.WriteField(value is float.NaN or double.NaN ? "" : TextScalar<T>.Format(value));
            };
        }

        public Action Text()
        {
            var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> value = default;
            return () =>
            {
                getter(ref value);
                writer.WriteField(value.Span);
            };
        }

        public Action Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> =>
            throw new SchemaException($"Column '{column.Name}' is a vector.");

        public Action TextVector(VectorDataViewType type) => throw new SchemaException($"Column '{column.Name}' is a vector.");
    }
}
