namespace Pipelines.Evaluation;

/// <summary>What parameters and tokens runs had.</summary>
internal sealed class ScalingRange(IReadOnlyList<ScalingRun> runs)
{
    // An end of the range is in it, whatever logarithms made of it.
    private const double Rounding = 1e-9;

    public double LeastParameters { get; } = runs.Min(run => run.Parameters);

    public double MostParameters { get; } = runs.Max(run => run.Parameters);

    public double LeastTokens { get; } = runs.Min(run => run.Tokens);

    public double MostTokens { get; } = runs.Max(run => run.Tokens);

    public bool Has(double parameters, double tokens) =>
        parameters >= LeastParameters * (1 - Rounding) && parameters <= MostParameters * (1 + Rounding)
        && tokens >= LeastTokens * (1 - Rounding) && tokens <= MostTokens * (1 + Rounding);
}
