namespace Pipelines.Evaluation;

/// <summary>A paragraph of text.</summary>
/// <param name="Text">The text.</param>
/// <param name="IsWarning">Whether it must not be overlooked.</param>
public sealed record ReportParagraph(string Text, bool IsWarning = false) : ReportBlock
{
    internal override void Check()
    {
    }
}
