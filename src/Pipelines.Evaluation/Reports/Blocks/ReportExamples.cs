namespace Pipelines.Evaluation;

/// <summary>Questions with what a model made of them, such as those it scored worst on.</summary>
public sealed record ReportExamples : ReportBlock
{
    /// <summary>What stands above them.</summary>
    public required string Title { get; init; }

    /// <summary>The examples.</summary>
    public required IReadOnlyList<ReportExample> Items { get; init; }

    internal override void Check()
    {
        if (Items.Any(item => item is null))
            throw new PipelineException($"An example of '{Title}' is null.");
    }
}
