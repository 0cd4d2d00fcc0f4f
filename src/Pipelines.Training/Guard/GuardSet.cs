namespace Pipelines.Training;

/// <summary>Measures the guard set and tells where it falls past its limit.</summary>
/// <param name="options">What is measured, and the limit.</param>
/// <param name="evaluator">Measures the loss.</param>
/// <param name="answers">Scores answers; null to guard the loss.</param>
internal sealed class GuardSet(GuardOptions options, Evaluator evaluator, AnswerChecker? answers)
{
    private bool HigherIsBetter => options.Metric is { } metric && answers!.HigherIsBetter(metric) == true;

    /// <summary>Whether a step's turn has come.</summary>
    public bool IsDue(int step) => step % options.Every == 0;

    /// <summary>Measures.</summary>
    public double Measure(CancellationToken cancellationToken) => options.Metric is { } metric
        ? answers!.Run(cancellationToken).Scores[metric]
        : evaluator.Measure(options.Batches, cancellationToken);

    /// <summary>Refuses a value past the limit.</summary>
    /// <exception cref="GuardException">It is.</exception>
    public void Check(double value, double start, int step, string stage, string? checkpoint)
    {
        var limit = Limit(start);
        // What is no number has not held.
        if (!(HigherIsBetter ? value >= limit : value <= limit))
            throw new GuardException(stage, options.Metric ?? "loss", step, value, start, limit, checkpoint);
    }

    private double Limit(double start)
    {
        var worst = HigherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
        var absolute = options.Limit ?? worst;
        var relative = options.Tolerance is not { } share ? worst
            : HigherIsBetter ? start - (share * Math.Abs(start)) : start + (share * Math.Abs(start));
        return HigherIsBetter ? Math.Max(absolute, relative) : Math.Min(absolute, relative);
    }
}
