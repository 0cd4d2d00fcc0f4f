using System.Text.Json;

namespace Pipelines;

/// <summary>What the values of one property, or the items of one array, were in the rows looked at.</summary>
internal sealed class JsonShape
{
    private readonly Dictionary<JsonKinds, int> _firstLines = [];
    private readonly Dictionary<string, JsonShape> _properties = new(StringComparer.Ordinal);
    private readonly List<string> _order = [];

    /// <summary>Every kind seen.</summary>
    public JsonKinds Kinds { get; private set; }

    /// <summary>How many values were seen, null included.</summary>
    public long Seen { get; private set; }

    /// <summary>How many of them were objects.</summary>
    public long Objects { get; private set; }

    /// <summary>The names of the objects' properties, in the order they were first seen.</summary>
    public IReadOnlyList<string> PropertyNames => _order;

    /// <summary>What the items of arrays were; null where there was no item.</summary>
    public JsonShape? Items { get; private set; }

    public JsonShape this[string property] => _properties[property];

    /// <summary>The kinds but null.</summary>
    public JsonKinds Values => Kinds & ~JsonKinds.Null;

    public bool HasNull => Kinds.HasFlag(JsonKinds.Null);

    /// <summary>The kinds and where each was first seen, for messages.</summary>
    public string Describe() =>
        string.Join(", ", _firstLines.Select(first => $"{first.Key.ToString().ToLowerInvariant()} in line {first.Value}"));

    /// <summary>Looks at the value the reader stands on, and leaves the reader on its last token.</summary>
    public void Add(ref Utf8JsonReader reader, int line)
    {
        Seen++;
        var kind = KindOf(ref reader);
        Kinds |= kind;
        _firstLines.TryAdd(kind, line);
        if (kind == JsonKinds.Object)
        {
            Objects++;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                if (!_properties.TryGetValue(name, out var shape))
                {
                    _properties[name] = shape = new JsonShape();
                    _order.Add(name);
                }

                shape.Add(ref reader, line);
            }
        }
        else if (kind == JsonKinds.Array)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Items ??= new JsonShape();
                Items.Add(ref reader, line);
            }
        }
    }

    private static JsonKinds KindOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => JsonKinds.Null,
        JsonTokenType.True or JsonTokenType.False => JsonKinds.Boolean,
        JsonTokenType.String => JsonKinds.String,
        JsonTokenType.StartObject => JsonKinds.Object,
        JsonTokenType.StartArray => JsonKinds.Array,
        _ when reader.TryGetInt32(out var n) && Math.Abs((long)n) <= JsonInference.LargestExactSingle => JsonKinds.SmallInteger,
        _ when reader.TryGetInt32(out _) => JsonKinds.Integer,
        _ when reader.TryGetInt64(out _) => JsonKinds.LargeInteger,
        _ => JsonKinds.Real,
    };
}
