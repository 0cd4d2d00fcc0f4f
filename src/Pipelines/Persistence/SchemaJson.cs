using System.Text.Json;

namespace Pipelines;

/// <summary>Between schemas and the manifest.</summary>
internal static class SchemaJson
{
    private static readonly Dictionary<string, PrimitiveDataViewType> Primitives = new PrimitiveDataViewType[]
    {
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16, NumberDataViewType.Int32,
        NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64, NumberDataViewType.Single,
        NumberDataViewType.Double,
        BooleanDataViewType.Instance, TextDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance,
        TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    }.ToDictionary(type => type.ToString()!);

    private static readonly Dictionary<string, Type> AnnotationTypes = new[]
    {
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(float), typeof(double),
        typeof(string[]), typeof(int[]), typeof(long[]), typeof(float[]), typeof(double[]),
    }.ToDictionary(type => type.Name);

    public static IReadOnlyList<ColumnState> Write(DataViewSchema schema) =>
        [.. schema.Select(column => new ColumnState(column.Name, Write(column.Type), Write(column.Annotations)))];

    /// <exception cref="FormatException">A type is not understood.</exception>
    public static DataViewSchema Read(IReadOnlyList<ColumnState> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            if (column is null)
                throw new FormatException("the input schema has a column that is null.");
            builder.AddColumn(column.Name, Read(column.Type), Read(column.Annotations));
        }

        return builder.ToSchema();
    }

    private static TypeState Write(DataViewType type) => type switch
    {
        VectorDataViewType vector => new TypeState("Vector", Item: Write(vector.ItemType), Size: vector.Size),
        KeyDataViewType key => new TypeState("Key", Raw: DataViewTypes.Of(key.RawType).ToString(), Count: key.Count),
        _ => new TypeState(type.ToString()!),
    };

    private static DataViewType Read(TypeState type) => type switch
    {
        { Name: "Vector", Item: { } item, Size: { } size } when Read(item) is PrimitiveDataViewType itemType =>
            new VectorDataViewType(itemType, size),
        { Name: "Key", Raw: { } raw, Count: { } count } when Primitives.TryGetValue(raw, out var rawType) =>
            new KeyDataViewType(rawType.RawType, count),
        _ when Primitives.TryGetValue(type.Name, out var primitive) => primitive,
        _ => throw new FormatException($"the input schema has a column of a type that is not understood, '{type.Name}'."),
    };

    // Other annotations are objects of the program that made the schema; a reader of the file could not use them.
    private static Dictionary<string, AnnotationState>? Write(DataViewSchema.Annotations annotations)
    {
        var states = new Dictionary<string, AnnotationState>();
        foreach (var kind in annotations.Kinds)
        {
            if (annotations.TryGetValue<object>(kind, out var value) && AnnotationTypes.ContainsValue(value.GetType()))
                states.Add(kind, new AnnotationState(
                    value.GetType().Name, JsonSerializer.SerializeToElement(value, value.GetType(), StateJson.Options)));
        }

        return states.Count == 0 ? null : states;
    }

    private static DataViewSchema.Annotations? Read(IReadOnlyDictionary<string, AnnotationState>? states)
    {
        var annotations = DataViewSchema.Annotations.Empty;
        foreach (var (kind, state) in states ?? new Dictionary<string, AnnotationState>())
        {
            if (!AnnotationTypes.TryGetValue(state.Type, out var type))
                throw new FormatException($"the input schema has an annotation of a type that is not understood, '{state.Type}'.");
            annotations = annotations.With(
                kind, state.Value.Deserialize(type, StateJson.Options) ?? throw new FormatException($"annotation '{kind}' is null."));
        }

        return annotations;
    }
}
