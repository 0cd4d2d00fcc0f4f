using System.Globalization;
using System.Text;

namespace Pipelines.Gpt;

/// <summary>What it takes to train a decoder. Its text is a table.</summary>
public sealed record GptPlan
{
    /// <summary>The architecture.</summary>
    public required GptConfig Config { get; init; }

    /// <summary>Tokens in an optimizer step.</summary>
    public required long TokensPerStep { get; init; }

    /// <summary>Parameters by what they belong to.</summary>
    public required ParameterCounts Parameters { get; init; }

    /// <summary>Floating-point operations for a token.</summary>
    public required FlopCount Flops { get; init; }

    /// <summary>Memory by kind: full training, LoRA, QLoRA, BAdam.</summary>
    public required IReadOnlyList<TrainingMemory> Memory { get; init; }

    /// <summary>
    /// The computation and the tokens for which this size of model is optimal, by each of <see cref="ScalingLaws.All"/>; Kaplan's is asked
    /// with the parameters without embeddings.
    /// </summary>
    public required IReadOnlyList<ComputeOptimum> Optima { get; init; }

    /// <summary>Tokens to train on.</summary>
    public required double Tokens { get; init; }

    /// <summary>The speed that was measured; null where none was asked for.</summary>
    public StepMeasurement? Measurement { get; init; }

    /// <summary>Floating-point operations of the training, full.</summary>
    public double TrainingFlops => Tokens * Flops.Training;

    /// <summary>How long full training takes at the speed that was measured; null where none was. At most 14,000 years.</summary>
    public TimeSpan? TrainingTime => Measurement is { FlopsPerSecond: var speed }
        ? TimeSpan.FromSeconds(Math.Min(TrainingFlops / speed, TimeSpan.MaxValue.TotalSeconds / 2))
        : null;

    /// <summary>The memory of a method, which is one of <see cref="Memory"/>.</summary>
    public TrainingMemory MemoryOf(TrainingMethod method) => Memory.First(memory => memory.Method == method);

    /// <summary>A table for people.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var p = Parameters;
        Line(text, $"parameters  {p.Total:N0}");
        Line(text, $"  token embedding {p.TokenEmbedding:N0} | positions {p.PositionEmbedding:N0} | attention {p.Attention:N0}");
        Line(text, $"  feed-forward {p.FeedForward:N0} | norms {p.Norms:N0} | head {p.Head:N0}");
        var (forward, backward, six) = (Flops.Forward, Flops.Backward, Flops.SixTimesParameters);
        Line(text, $"FLOPs a token  forward {forward:0.###e+0} | backward {backward:0.###e+0} | 6 N {six:0.###e+0}");
        text.AppendLine();
        Row(text, "memory", "trainable", "weights", "gradients", "optimizer", "activat.", "workspace", "total");
        foreach (var m in Memory)
        {
            Row(
                text, $"{m.Method}", m.TrainableParameters.ToString("N0", CultureInfo.InvariantCulture), Size(m.Weights), Size(m.Gradients),
                Size(m.Optimizer), Size(m.Activations), Size(m.Workspace), Size(m.Total));
        }

        text.AppendLine();
        Line(text, $"{"compute-optimal by",-32}{"parameters",12}{"FLOPs",12}{"tokens",12}");
        foreach (var o in Optima)
            Line(text, $"{o.Law,-32}{Count(o.Parameters),12}{o.Flops,12:0.00e+0}{Count(o.Tokens),12}");
        text.AppendLine();
        var steps = Math.Ceiling(Tokens / TokensPerStep);
        Line(text, $"training  {Count(Tokens)} tokens | {steps:N0} steps of {TokensPerStep:N0} | {TrainingFlops:0.00e+0} FLOPs");
        if (Measurement is { } measured)
        {
            var hours = TrainingTime!.Value.TotalHours;
            Line(text, $"measured  {measured.TokensPerSecond:N0} tokens/s | {measured.FlopsPerSecond / 1e9:N1} GFLOP/s | {hours:N1} hours");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, string method, string trainable, params ReadOnlySpan<string> sizes)
    {
        text.Append(method.PadRight(8)).Append(trainable.PadLeft(16));
        foreach (var size in sizes)
            text.Append(size.PadLeft(11));
        text.AppendLine();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):N2} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):N1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:N1} KiB"),
    };

    private static string Count(double number) => number switch
    {
        >= 1e12 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e12:N1} T"),
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:N1} B"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:N1} M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number:N0}"),
    };
}
