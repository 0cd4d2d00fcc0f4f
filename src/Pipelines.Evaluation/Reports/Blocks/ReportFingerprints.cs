namespace Pipelines.Evaluation;

/// <summary>How scores were made: those with other fingerprints cannot be compared.</summary>
/// <param name="Items">The fingerprints.</param>
public sealed record ReportFingerprints(IReadOnlyList<ReportFingerprint> Items) : ReportBlock
{
    internal override void Check()
    {
        if (Items.Any(item => item is null))
            throw new PipelineException("A fingerprint of the report is null.");
    }
}
