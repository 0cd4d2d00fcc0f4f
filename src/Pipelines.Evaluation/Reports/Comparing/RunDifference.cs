namespace Pipelines.Evaluation;

/// <summary>What a run differs by from the first one on a task.</summary>
public sealed record RunDifference
{
    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>The first run.</summary>
    public required string Baseline { get; init; }

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The run's mean row score less the first's, with the 95 % interval of questions drawn again in pairs.</summary>
    public required ScoreEstimate Difference { get; init; }

    /// <summary>Questions that only the first run has right.</summary>
    public required int OnlyBaseline { get; init; }

    /// <summary>Questions that only the run has right.</summary>
    public required int OnlyRun { get; init; }

    /// <summary>McNemar's exact p; NaN where scores lie between 0 and 1.</summary>
    public required double PValue { get; init; }

    /// <summary>
    /// The same, grown by Holm's rule (1979), because one of many comparisons is soon small by chance; NaN where there is none.
    /// </summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>What else differs than the model, where the comparison was forced; else empty.</summary>
    public required IReadOnlyList<string> ForcedOver { get; init; }
}
