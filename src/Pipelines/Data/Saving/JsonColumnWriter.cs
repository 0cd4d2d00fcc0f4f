using System.Text.Json;

namespace Pipelines;

/// <summary>Writes a column's value of the current row.</summary>
internal static class JsonColumnWriter
{
    /// <summary>A writer for a column that is active in the row.</summary>
    public static Action<Utf8JsonWriter> Create(DataViewRow row, DataViewSchema.Column column) =>
        ColumnVisitor.Visit(column.Type, new Factory(row, column));

    private static void Write<T>(Utf8JsonWriter writer, T value) where T : struct
    {
        switch (value)
        {
            case float.NaN or double.NaN:
                writer.WriteNullValue();
                break;
            case float x when float.IsInfinity(x):
            case double y when double.IsInfinity(y):
                throw new InvalidDataException("JSON has no infinite numbers. Replace them before saving.");
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case sbyte n:
                writer.WriteNumberValue((int)n);
                break;
            case byte n:
                writer.WriteNumberValue((int)n);
                break;
            case short n:
                writer.WriteNumberValue((int)n);
                break;
            case ushort n:
                writer.WriteNumberValue((int)n);
                break;
            case int n:
                writer.WriteNumberValue(n);
                break;
            case uint n:
                writer.WriteNumberValue(n);
                break;
            case long n:
                writer.WriteNumberValue(n);
                break;
            case ulong n:
                writer.WriteNumberValue(n);
                break;
            case float n:
                writer.WriteNumberValue(n);
                break;
            case double n:
                writer.WriteNumberValue(n);
                break;
            default:
                writer.WriteStringValue(TextScalar<T>.Format(value));
                break;
        }
    }

    private sealed class Factory(DataViewRow row, DataViewSchema.Column column) : IColumnVisitor<Action<Utf8JsonWriter>>
    {
        public Action<Utf8JsonWriter> Scalar<T>(DataViewType type) where T : struct, IEquatable<T>
        {
            var getter = row.GetGetter<T>(column);
            T value = default;
            return writer =>
            {
                getter(ref value);
                Write(writer, value);
            };
        }

        public Action<Utf8JsonWriter> Text()
        {
            var getter = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> value = default;
            return writer =>
            {
                getter(ref value);
                writer.WriteStringValue(value.Span);
            };
        }

        public Action<Utf8JsonWriter> Vector<T>(VectorDataViewType type) where T : struct, IEquatable<T> => Items<T>(Write);

        public Action<Utf8JsonWriter> TextVector(VectorDataViewType type) =>
            Items<ReadOnlyMemory<char>>((writer, text) => writer.WriteStringValue(text.Span));

        private Action<Utf8JsonWriter> Items<T>(Action<Utf8JsonWriter, T> write)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> value = default;
            return writer =>
            {
                getter(ref value);
                writer.WriteStartArray();
                foreach (var item in value.IsDense ? value.GetValues() : value.DenseValues())
                    write(writer, item);
                writer.WriteEndArray();
            };
        }
    }
}
