using System.Reflection;

namespace Pipelines;

/// <summary>Converts a column's values, or the items of its vectors, to another type.</summary>
/// <param name="InputColumn">The column converted.</param>
/// <param name="OutputColumn">The column made.</param>
/// <param name="OutputKind">The type of the values made.</param>
public sealed record ConvertTypeTransformer(string InputColumn, string OutputColumn, DataKind OutputKind) : RowToRowTransformer
{
    private static readonly MethodInfo AddTypedMethod = typeof(ConvertTypeTransformer)
        .GetMethod(nameof(AddTyped), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <inheritdoc/>
    protected override void Map(RowMapperBuilder map)
    {
        var input = map.Input[InputColumn];
        var from = ((input.Type as VectorDataViewType)?.ItemType ?? input.Type) switch
        {
            NumberDataViewType number => number.RawType,
            TextDataViewType text => text.RawType,
            var other => throw SchemaException.WrongType(
                map.Input, InputColumn, NumberDataViewType.Double, other,
                $"Only numbers and text can be converted to {OutputKind}; use Map for another conversion."),
        };
        var to = TypeOf(OutputKind).RawType;
        AddTypedMethod.MakeGenericMethod(from, to).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [map, input], null);
    }

    private static PrimitiveDataViewType TypeOf(DataKind kind) => kind switch
    {
        DataKind.SByte => NumberDataViewType.SByte,
        DataKind.Byte => NumberDataViewType.Byte,
        DataKind.Int16 => NumberDataViewType.Int16,
        DataKind.UInt16 => NumberDataViewType.UInt16,
        DataKind.Int32 => NumberDataViewType.Int32,
        DataKind.UInt32 => NumberDataViewType.UInt32,
        DataKind.Int64 => NumberDataViewType.Int64,
        DataKind.UInt64 => NumberDataViewType.UInt64,
        DataKind.Single => NumberDataViewType.Single,
        DataKind.Double => NumberDataViewType.Double,
        DataKind.String => TextDataViewType.Instance,
        _ => throw new SchemaException($"{kind} is not a type that values are converted to."),
    };

    private void AddTyped<TFrom, TTo>(RowMapperBuilder map, DataViewSchema.Column input)
    {
        var convert = ValueConverter.Get<TFrom, TTo>();
        var type = TypeOf(OutputKind);
        if (input.Type is not VectorDataViewType vector)
        {
            map.Add<TTo>(OutputColumn, type, [input], row => Scalar(row, input, convert));
            return;
        }

        map.Add<VBuffer<TTo>>(OutputColumn, new VectorDataViewType(type, vector.Size), [input], row => Vector(row, input, convert));
    }

    private static ValueGetter<TTo> Scalar<TFrom, TTo>(DataViewRow row, DataViewSchema.Column input, ValueConverter<TFrom, TTo> convert)
    {
        var get = row.GetGetter<TFrom>(input);
        TFrom source = default!;
        return (ref TTo value) =>
        {
            get(ref source);
            if (convert(in source, out value) is { } problem)
                throw new CellException(row.Position, input.Name, problem);
        };
    }

    private static ValueGetter<VBuffer<TTo>> Vector<TFrom, TTo>(
        DataViewRow row, DataViewSchema.Column input, ValueConverter<TFrom, TTo> convert)
    {
        var get = row.GetGetter<VBuffer<TFrom>>(input);
        VBuffer<TFrom> source = default;
        return (ref VBuffer<TTo> value) =>
        {
            get(ref source);

            // What is not stored is the default, which is not the default of every other type: missing text is NaN as a number.
            var items = source.IsDense ? source.GetValues() : source.DenseValues();
            var editor = VBufferEditor.Create(ref value, items.Length);
            for (var i = 0; i < items.Length; i++)
            {
                if (convert(in items[i], out editor.Values[i]) is { } problem)
                    throw new CellException(row.Position, input.Name, $"item {i}: {problem}");
            }

            value = editor.Commit();
        };
    }
}
