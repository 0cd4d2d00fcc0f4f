using System.Reflection;

namespace Pipelines;

/// <summary>Puts columns of one type, values or vectors, together as one dense vector.</summary>
/// <param name="OutputColumn">The vector column made.</param>
/// <param name="InputColumns">The columns put together.</param>
public sealed record ConcatenateTransformer(string OutputColumn, IReadOnlyList<string> InputColumns) : RowToRowTransformer
{
    private static readonly MethodInfo AddTypedMethod = typeof(ConcatenateTransformer)
        .GetMethod(nameof(AddTyped), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        var inputs = InputColumns.Select(name => map.Input[name]).ToArray();
        var item = ItemOf(inputs[0].Type);
        foreach (var input in inputs)
        {
            if (!ItemOf(input.Type).Equals(item))
            {
                throw SchemaException.WrongType(
                    map.Input, input.Name, item, input.Type,
                    $"'{inputs[0].Name}' is of {item}, and a vector's items are of one type: convert one of them with ConvertType.");
            }
        }

        AddTypedMethod.MakeGenericMethod(item.RawType).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [map, inputs, item], null);
    }

    private static PrimitiveDataViewType ItemOf(DataViewType type) => (type as VectorDataViewType)?.ItemType ?? (PrimitiveDataViewType)type;

    private void AddTyped<T>(RowMapperBuilder map, DataViewSchema.Column[] inputs, PrimitiveDataViewType item)
    {
        var size = 0L;
        foreach (var input in inputs)
        {
            if (input.Type is VectorDataViewType { IsKnownSize: false })
            {
                size = 0;
                break;
            }

            size += (input.Type as VectorDataViewType)?.Size ?? 1;
        }

        if (size > Array.MaxLength)
            throw new SchemaException($"The columns concatenated have {size} items in all; a vector has at most {Array.MaxLength}.");
        map.Add<VBuffer<T>>(OutputColumn, new VectorDataViewType(item, (int)size), inputs, row => Getter<T>(row, inputs));
    }

    private static ValueGetter<VBuffer<T>> Getter<T>(DataViewRow row, DataViewSchema.Column[] inputs)
    {
        var getters = Array.ConvertAll(
            inputs, input => input.Type is VectorDataViewType ? row.GetGetter<VBuffer<T>>(input) : Single(row.GetGetter<T>(input)));
        var parts = new VBuffer<T>[inputs.Length];
        return (ref VBuffer<T> value) =>
        {
            var length = 0;
            for (var i = 0; i < parts.Length; i++)
            {
                getters[i](ref parts[i]);
                length = checked(length + parts[i].Length);
            }

            var editor = VBufferEditor.Create(ref value, length);
            var filled = 0;
            foreach (ref readonly var part in parts.AsSpan())
            {
                part.CopyTo(editor.Values[filled..]);
                filled += part.Length;
            }

            value = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> Single<T>(ValueGetter<T> getter) => (ref VBuffer<T> value) =>
    {
        var editor = VBufferEditor.Create(ref value, 1);
        getter(ref editor.Values[0]);
        value = editor.Commit();
    };
}
