using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipelines;
using Pipelines.Samples;
using Pipelines.Training;

namespace Summarization;

/// <summary>What a method came to. It is written when the method is done, so that a resumed run need not repeat it.</summary>
internal sealed record MethodOutcome
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The method's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it was run with; a resumed run must ask for the same.</summary>
    public required string Settings { get; init; }

    /// <summary>How the training went.</summary>
    public required TrainingResult Result { get; init; }

    /// <summary>Seconds of training, with its measurements; null where it was stopped and resumed.</summary>
    public required double? Seconds { get; init; }

    /// <summary>How good its summaries are.</summary>
    public required SummaryScores Scores { get; init; }

    /// <summary>How good they are when drawn at a temperature.</summary>
    public required IReadOnlyDictionary<string, SummaryScores> AtTemperatures { get; init; }

    /// <summary>The metrics, each behind the method's name.</summary>
    public IEnumerable<KeyValuePair<string, double?>> Metrics() => new Dictionary<string, double?>
    {
        [$"{Name}.validationLoss"] = Result.ValidationLoss,
        [$"{Name}.trainLoss"] = Result.TrainLoss,
        [$"{Name}.trainableParameters"] = Result.Parameters.Trainable,
        [$"{Name}.seconds"] = Seconds,
        [$"{Name}.tokensPerSecond"] = Result.TokensPerSecond,
        [$"{Name}.peakBytes"] = Result.Memory?.PeakBytes,
        [$"{Name}.gradientBytes"] = Result.GradientBytes,
        [$"{Name}.optimizerBytes"] = Result.OptimizerBytes,
    }.Concat(Scores.Metrics(Name)).Concat(AtTemperatures.SelectMany(t => t.Value.Metrics($"{Name}.temperature{t.Key}")));

    /// <summary>A temperature as it stands in names.</summary>
    public static string NameOf(double temperature) => temperature.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes the outcome.</summary>
    public void Save(OutputFolder folder, string name) => folder.Write(name, JsonSerializer.Serialize(this, Json));

    /// <summary>Reads an outcome; null where there is none yet.</summary>
    /// <exception cref="CheckpointException">It was run with other settings, or cannot be read.</exception>
    public static MethodOutcome? Find(string path, string settings)
    {
        if (!File.Exists(path))
            return null;
        MethodOutcome? outcome;
        try
        {
            outcome = JsonSerializer.Deserialize<MethodOutcome>(File.ReadAllText(path), Json);
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"What a method came to cannot be read: {e.Message} Delete the file to run it again.", path, innerException: e);
        }

        if (outcome?.Settings == settings)
            return outcome;
        throw new CheckpointException(
            $"The run was started with {outcome?.Settings}, not {settings}, so it cannot be resumed with these. Give the same options, or start afresh.", path);
    }
}
