using System.Globalization;
using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>What training runs came to, as a table.</summary>
public static class TrainingTable
{
    /// <summary>Makes the table.</summary>
    /// <param name="runs">The runs by name, a row each.</param>
    public static SampleTable Create(IEnumerable<KeyValuePair<string, TrainingResult>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new SampleTable(
            "Training",
            ["training", "steps", "validation loss", "perplexity", "training loss", "tokens/s", "trained parameters"],
            [.. runs.Select(run => Row(run.Key, run.Value))]);
    }

    private static string[] Row(string name, TrainingResult result) =>
    [
        name, Number(result.Steps, "N0"), Number(result.ValidationLoss, "F4"), Number(result.ValidationPerplexity, "N2"),
        Number(result.TrainLoss, "F4"), Number(result.TokensPerSecond, "N0"), Number(result.Parameters.Trainable, "N0"),
    ];

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
