using System.Globalization;
using Pipelines.Samples;

namespace InstructionTuning;

/// <summary>The contenders side by side.</summary>
internal sealed class Comparison(double? startLoss, double? startExactMatch, IReadOnlyList<ContenderOutcome> outcomes)
{
    private static readonly string[] Headings =
        ["optimizer", "validation loss", "tokens/s", "trainable", "weights", "gradients", "optimizer state", "activations", "workspace",
            "peak", "exact"];

    /// <summary>The table.</summary>
    public SampleTable ToTable() => new("Optimizers from the same weights, on the same rows", Headings, [.. Rows()]);

    private IEnumerable<string[]> Rows()
    {
        yield return ["(before)", Loss(startLoss), "", "", "", "", "", "", "", "", Share(startExactMatch)];
        foreach (var outcome in outcomes)
        {
            var (result, memory) = (outcome.Result, outcome.Memory);
            yield return
            [
                outcome.Name, Loss(result.ValidationLoss), Number(result.TokensPerSecond), Number(result.Parameters.Trainable),
                Bytes(memory?.WeightBytes), Bytes(memory?.GradientBytes), Bytes(memory?.OptimizerBytes), Bytes(memory?.ActivationBytes),
                Bytes(memory?.WorkspaceBytes), Bytes(memory?.PeakBytes), Share(outcome.ExactMatch),
            ];
        }
    }

    private static string Loss(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "";

    private static string Share(double? value) => value?.ToString("P0", CultureInfo.InvariantCulture) ?? "";

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bytes(long? value) => value is { } bytes
        ? (bytes / 1048576.0).ToString("F1", CultureInfo.InvariantCulture) + " MiB" : "";
}
