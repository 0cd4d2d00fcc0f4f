using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipelines.Evaluation;

/// <summary>
/// The points of a curve as one list of numbers, x and y in turn: a run has thousands, and a line for each would hide the rest.
/// </summary>
internal sealed class PointsConverter : JsonConverter<IReadOnlyList<ChartPoint>>
{
    public override IReadOnlyList<ChartPoint> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var numbers = JsonSerializer.Deserialize<double[]>(ref reader, options)
            ?? throw new JsonException("Points are a list of numbers, not null.");
        if (numbers.Length % 2 != 0)
            throw new JsonException($"Points are pairs of numbers, but there are {numbers.Length} of them.");
        var points = new ChartPoint[numbers.Length / 2];
        for (var i = 0; i < points.Length; i++)
            points[i] = new ChartPoint(numbers[2 * i], numbers[2 * i + 1]);
        return points;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<ChartPoint> value, JsonSerializerOptions options)
    {
        var numbers = new double[2 * value.Count];
        for (var i = 0; i < value.Count; i++)
            (numbers[2 * i], numbers[2 * i + 1]) = (value[i].X, value[i].Y);
        writer.WriteRawValue(JsonSerializer.Serialize(numbers, OneLine));
    }

    private static readonly JsonSerializerOptions OneLine = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
