namespace Pipelines;

/// <summary>Makes columns of the rows looked at.</summary>
internal sealed class JsonInference(string path, JsonFileOptions options)
{
    /// <summary>The largest integer below which a 32-bit floating-point number holds every one.</summary>
    public const int LargestExactSingle = 1 << 24;

    private readonly List<JsonColumn> _columns = [];
    private readonly HashSet<string> _ignored = new(options.IgnoredProperties, StringComparer.Ordinal);

    /// <exception cref="SchemaException">A property's values fit no column.</exception>
    public IReadOnlyList<JsonColumn> Infer(JsonShape rows)
    {
        AddProperties(rows, [], missing: false, inArray: false);
        return _columns;
    }

    private void AddProperties(JsonShape shape, string[] path, bool missing, bool inArray)
    {
        foreach (var property in shape.PropertyNames)
        {
            string[] propertyPath = [.. path, property];
            if (_ignored.Contains(string.Join('.', propertyPath)))
                continue;
            var inner = shape[property];
            Add(inner, propertyPath, missing || inner.Seen < shape.Objects || inner.HasNull, inArray);
        }
    }

    private void Add(JsonShape shape, string[] propertyPath, bool missing, bool inArray)
    {
        if (shape.Values == JsonKinds.Object)
        {
            AddProperties(shape, propertyPath, missing, inArray);
            return;
        }

        if (shape.Values == JsonKinds.Array)
        {
            var items = shape.Items?.Values ?? JsonKinds.None;
            if (inArray || items.HasFlag(JsonKinds.Array))
                throw Error(propertyPath, "has arrays in arrays, which no column holds");
            if (items == JsonKinds.Object)
                AddProperties(shape.Items!, propertyPath, shape.Items!.HasNull, inArray: true);
            else
                AddColumn(propertyPath, new VectorDataViewType(Scalar(shape.Items, propertyPath, shape.Items?.HasNull ?? false)));
            return;
        }

        var scalar = Scalar(shape, propertyPath, missing);
        AddColumn(propertyPath, inArray ? new VectorDataViewType(scalar) : scalar);
    }

    // A column that can say that a value is missing, where one is: integers become floating-point numbers, booleans text.
    private PrimitiveDataViewType Scalar(JsonShape? shape, string[] propertyPath, bool missing)
    {
        var kinds = shape?.Values ?? JsonKinds.None;
        if ((kinds & ~JsonKinds.Scalars) != 0)
            throw Error(propertyPath, $"is of different kinds ({shape!.Describe()})");
        missing &= !options.MissingAsDefault;
        if (kinds == JsonKinds.Boolean && !missing)
            return BooleanDataViewType.Instance;
        if (kinds == JsonKinds.None || (kinds & (JsonKinds.Boolean | JsonKinds.String)) != 0)
            return TextDataViewType.Instance;
        if ((kinds & JsonKinds.Real) != 0 || missing)
            return (kinds & (JsonKinds.Integer | JsonKinds.LargeInteger)) != 0 ? NumberDataViewType.Double : NumberDataViewType.Single;
        return (kinds & JsonKinds.LargeInteger) != 0 ? NumberDataViewType.Int64 : NumberDataViewType.Int32;
    }

    private void AddColumn(string[] propertyPath, DataViewType type)
    {
        var name = string.Join('.', propertyPath);
        if (_columns.Exists(column => column.Name == name))
            throw Error(propertyPath, "is there twice, as one property and as a property of an object");
        _columns.Add(new JsonColumn(name, type, [propertyPath]));
    }

    private SchemaException Error(string[] propertyPath, string what)
    {
        var name = string.Join('.', propertyPath);
        return new SchemaException(
            $"{path}: the property '{name}' {what}. Add \"{name}\" to IgnoredProperties, or give a Schema of the columns needed.");
    }
}
