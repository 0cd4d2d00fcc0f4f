using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipelines.Evaluation;
using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>
/// What a sample run came to: <c>report.json</c> for programs and <c>report.html</c> for people, a page that needs no network. Every sample
/// writes both, in this shape.
/// </summary>
public sealed record SampleReport
{
    /// <summary>The report's file name.</summary>
    public const string FileName = "report.json";

    /// <summary>The page's file name.</summary>
    public const string PageName = "report.html";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        // The report is a file of its own, not part of a page: quotes and accents stay legible.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new HistoryConverter(), new JsonStringEnumConverter() },
    };

    /// <summary>The sample's name.</summary>
    public required string Sample { get; init; }

    /// <summary>Numbers by name, a flat object; null where a number does not apply.</summary>
    public required IReadOnlyDictionary<string, double?> Metrics { get; init; }

    /// <summary>The settings in force, defaults included.</summary>
    public required IReadOnlyDictionary<string, object?> Settings { get; init; }

    /// <summary>Where it ran.</summary>
    public required SampleEnvironment Environment { get; init; }

    /// <summary>Texts the model made.</summary>
    public IReadOnlyList<GeneratedSample> Samples { get; init; } = [];

    /// <summary>The memory of training runs by kind, by the runs' names.</summary>
    public IReadOnlyDictionary<string, MemoryUse> Memory { get; init; } = new Dictionary<string, MemoryUse>();

    /// <summary>Every training step.</summary>
    public IReadOnlyList<TrainingRecord> History { get; init; } = [];

    /// <summary>Every training step of each run, where a sample has several; null for one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<TrainingRecord>>? Histories { get; init; }

    /// <summary>The page's title; null makes it of the sample's name.</summary>
    [JsonIgnore]
    public string? Title { get; init; }

    /// <summary>The line below the title; null makes it of the settings that matter most and the processor.</summary>
    [JsonIgnore]
    public string? Subtitle { get; init; }

    /// <summary>
    /// Adds the key results, which the page begins with: tables, charts, paragraphs, and sections of their own. Null shows the metrics.
    /// </summary>
    [JsonIgnore]
    public Action<ReportBuilder>? Results { get; init; }

    /// <summary>The charts of how the training went; null draws the loss of each history.</summary>
    [JsonIgnore]
    public IReadOnlyList<Chart>? Charts { get; init; }

    /// <summary>The metrics of a training run, by the names that every sample uses.</summary>
    public static Dictionary<string, double?> TrainingMetrics(TrainingResult result, long parameterCount) => new()
    {
        ["validationLoss"] = result.ValidationLoss,
        ["validationPerplexity"] = result.ValidationPerplexity,
        ["trainLoss"] = result.TrainLoss,
        ["steps"] = result.Steps,
        ["parameters"] = parameterCount,
        ["tokensPerSecond"] = result.TokensPerSecond,
        ["secondsToFirstStep"] = result.SecondsToFirstStep,
        ["trainableParameters"] = result.Parameters.Trainable,
        ["peakBytes"] = result.Memory?.PeakBytes,
        ["optimizerBytes"] = result.OptimizerBytes,
        ["peakWorkingSetBytes"] = SampleEnvironment.PeakWorkingSetBytes,
    };

    /// <summary>Writes <see cref="FileName"/> and <see cref="PageName"/> into a folder.</summary>
    public void Save(OutputFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder.Write(FileName, JsonSerializer.Serialize(this, Json) + "\n");
        SamplePage.Create(this).Save(folder.Combine(PageName));
    }
}
