using Microsoft.Extensions.Logging;

namespace Pipelines.Training;

/// <summary>Looks at examples before the first step, for mistakes that would otherwise cost a run and stay unseen.</summary>
public static class Preflight
{
    // Fewer rows may well have the same answer.
    private const int RowsWithOneAnswer = 4;

    /// <summary>Looks, reports, and refuses what looks wrong.</summary>
    /// <param name="stage">The stage that will train.</param>
    /// <param name="train">What will be learned.</param>
    /// <param name="validation">What will be measured on; null for nothing.</param>
    /// <param name="mode">What to do about findings.</param>
    /// <param name="logger">Receives the report, and the findings where they only warn.</param>
    /// <exception cref="PreflightException">Something looks wrong, and the mode is to refuse.</exception>
    public static ExampleReport Check(string stage, ExampleStore train, ExampleStore? validation, PreflightMode mode, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(train);
        var report = train.Report() with { SharedWithValidation = validation?.FindShared(train) ?? FoundRows.None };
        TrainingLog.Examples(logger, stage, report, report.Preview);
        Decide(stage, Findings(report, validation is { Count: 0 }), report, mode, logger);
        return report;
    }

    /// <summary>Does what a mode says about findings: nothing, a warning each, or one error for all.</summary>
    /// <param name="stage">The stage that will train.</param>
    /// <param name="findings">What looks wrong; not looked for where the mode is to skip that.</param>
    /// <param name="report">What is known about the rows.</param>
    /// <param name="mode">What to do about findings.</param>
    /// <param name="logger">Receives the warnings.</param>
    /// <exception cref="PreflightException">There are findings, and the mode is to refuse.</exception>
    public static void Decide(
        string stage, IEnumerable<PreflightFinding> findings, ExampleReport report, PreflightMode mode, ILogger logger)
    {
        if (mode == PreflightMode.Skip)
            return;
        var found = findings.ToArray();
        if (found.Length > 0 && mode == PreflightMode.Refuse)
            throw new PreflightException(stage, found, report);
        foreach (var finding in found)
            TrainingLog.Finding(logger, stage, finding.Message);
    }

    /// <summary>What looks wrong.</summary>
    /// <param name="report">What is known about the rows.</param>
    /// <param name="nothingToMeasure">Whether there is validation data, and no row of it can be measured.</param>
    public static IEnumerable<PreflightFinding> Findings(ExampleReport report, bool nothingToMeasure)
    {
        ArgumentNullException.ThrowIfNull(report);
        return FindingsOf(report, nothingToMeasure);
    }

    private static IEnumerable<PreflightFinding> FindingsOf(ExampleReport report, bool nothingToMeasure)
    {
        if (report.Kept == 0)
        {
            var first = report.TooLong.Count > 0 ? report.TooLong : report.Empty;
            var cause = report.Rows == 0 ? "There are no rows"
                : $"None of the {report.Rows:N0} rows can be learned from: {report.TooLong.Count:N0} are longer than the model reads, "
                    + $"{report.Empty.Count:N0} have nothing to learn; the first is row {first.First}";
            yield return new(PreflightCause.NothingKept, first.First, $"{cause}. "
                + "Give other data, raise MaximumLength, or choose another Truncation.");
            yield break;
        }

        if (report.Truncated.Count == report.Kept && report.Kept > 1)
            yield return new(PreflightCause.EveryRowCut, report.Truncated.First, $"Every row, the first is row {report.Truncated.First}, "
                + "is longer than the model reads and was cut. Raise MaximumLength, or shorten the rows.");
        if (report.SeveralBegins is { Count: > 0 } begins)
            yield return new(PreflightCause.SeveralBegins, begins.First, $"{begins.Count:N0} rows, the first is row {begins.First}, hold "
                + "the begin of text twice: template and tokenizer both put one. "
                + "Set PrependBeginOfText to false or leave it out of the template.");
        if (report.WithEnd == 0)
            yield return MissingEnd("No row ends in the end of text", report.WithoutEnd.Count > 0 ? report.WithoutEnd : report.LostEnd);
        else if (report.WithEnd is not null && report.WithoutEnd.Count > 0)
            yield return MissingEnd($"{report.WithoutEnd.Count:N0} rows do not end in the end of text, "
                + "as the others do", report.WithoutEnd);
        foreach (var (hole, rows) in report.UnfilledHoles)
            yield return new(PreflightCause.UnfilledHole, rows.First, $"{rows.Count:N0} rows, the first is row {rows.First}, "
                + $"hold '{hole}', a hole that a template left unfilled. Name its columns as the data do.");
        if (report.Unreadable is { Count: > 0 } unreadable)
            yield return new(PreflightCause.Unreadable, unreadable.First, $"{unreadable.Count:N0} rows, the first is row "
                + $"{unreadable.First}, hold what is no text: control characters, or bytes that are no UTF-8. "
                + "Check the file's format and encoding.");
        if (report.DistinctAnswers == 1 && report.Kept >= RowsWithOneAnswer)
            yield return new(PreflightCause.OneAnswer, 0, $"All {report.Kept:N0} rows, from row 0 on, have the same answer, "
                + "so a model learns to say that whatever it is asked. Check the completion column.");
        if (nothingToMeasure)
            yield return new(PreflightCause.NothingToMeasure, -1, "No validation row has anything to measure. "
                + "Check it as the training data, or give none.");
        if (report.SharedWithValidation is { Count: > 0 } shared)
            yield return new(PreflightCause.SharedWithValidation, shared.First, $"{shared.Count:N0} validation rows, the first is row "
                + $"{shared.First}, are also trained on, so their loss says nothing. Split the data before it is repeated.");
    }

    private static PreflightFinding MissingEnd(string what, FoundRows rows) =>
        new(PreflightCause.MissingEnd, rows.First, $"{what}, so the model will not learn to stop; the first is row {rows.First}. "
            + "Append it (AppendEndOfText), or raise MaximumLength where it is cut off.");
}
