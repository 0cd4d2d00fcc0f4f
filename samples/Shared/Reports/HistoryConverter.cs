using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>Writes each step of the history on a line of its own: a run has thousands.</summary>
internal sealed class HistoryConverter : JsonConverter<IReadOnlyList<TrainingRecord>>
{
    private static readonly JsonSerializerOptions OneLine = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public override IReadOnlyList<TrainingRecord> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<TrainingRecord[]>(ref reader, OneLine)!;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<TrainingRecord> value, JsonSerializerOptions options)
    {
        var lines = new StringBuilder("[");
        for (var i = 0; i < value.Count; i++)
            lines.Append(i == 0 ? "\n    " : ",\n    ").Append(JsonSerializer.Serialize(value[i], OneLine));
        writer.WriteRawValue(lines.Append(value.Count == 0 ? "]" : "\n  ]").ToString());
    }
}
