using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Looks at the rows before the first step, for mistakes that would otherwise cost a run and stay unseen.</summary>
internal static partial class ContrastivePreflight
{
    public static void Check(
        string stage, ContrastiveStore train, ContrastiveStore? validation, TrainEmbedderOptions options, int maximumLength, ILogger logger)
    {
        var report = train.Report();
        LogRows(logger, stage, report.Kept, report.Rows, train.TextCount, report.Tokens, report.Empty.Count);
        if (report.Truncated.Count > 0)
            LogCut(logger, stage, report.Truncated.Count, report.Kept, maximumLength, report.Truncated.First);
        Preflight.Decide(stage, Findings(report, train, validation, options), report, options.Preflight, logger);
    }

    private static IEnumerable<PreflightFinding> Findings(
        ExampleReport report, ContrastiveStore train, ContrastiveStore? validation, TrainEmbedderOptions options)
    {
        if (report.Kept == 0)
        {
            yield return new(PreflightCause.NothingKept, report.Empty.First, $"None of the {report.Rows:N0} rows can be learned from.");
            yield break;
        }

        var hasNegatives = false;
        var anchors = new HashSet<int>();
        for (var row = 0; row < train.RowCount; row++)
        {
            anchors.Add(train.Texts(row)[0]);
            hasNegatives |= train.Texts(row).Length > 2;
        }

        if (!hasNegatives && report.Kept == 1)
            yield return new(
                PreflightCause.NothingKept, 0, "There is one row, and rows are each other's negatives. Give more, or a NegativesColumn.");
        else if (!hasNegatives && report.DistinctAnswers == 1)
            yield return new(
                PreflightCause.OneAnswer, 0,
                $"All {report.Kept:N0} rows, from row 0 on, have the same positive, so none has a negative. " +
                $"Check column '{options.PositiveColumn}'.");
        else if (!hasNegatives && anchors.Count == 1)
            yield return new(
                PreflightCause.OneAnswer, 0,
                $"All {report.Kept:N0} rows, from row 0 on, have the same anchor, so none has a negative. " +
                $"Check column '{options.AnchorColumn}'.");
        if (validation is { RowCount: 0 })
            yield return new(
                PreflightCause.NothingToMeasure, -1,
                "No validation row has anything to measure. Check it as the training data, or give none.");
        if (validation?.CountShared(train) is > 0 and var shared)
            yield return new(
                PreflightCause.SharedWithValidation, -1,
                $"{shared:N0} validation pairs are also trained on, so they say nothing. Split the data by its passages.");
    }

    [LoggerMessage(EventId = 3141, Level = LogLevel.Information,
        Message = "{Stage} learns from {Kept} of {Rows} rows with {Texts} different texts, {Tokens} tokens a pass; {Empty} had no text")]
    private static partial void LogRows(ILogger logger, string stage, long kept, long rows, int texts, long tokens, long empty);

    [LoggerMessage(EventId = 3142, Level = LogLevel.Warning,
        Message = "{Stage}: {Cut} of {Kept} rows have a text with more than {Limit} tokens, the first is row {First}; " +
            "what lies behind has no part in its vector")]
    private static partial void LogCut(ILogger logger, string stage, long cut, long kept, int limit, long first);
}
