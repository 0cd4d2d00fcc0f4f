using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Looks at sources and targets before the first step, for mistakes that would otherwise cost a run and stay unseen.</summary>
internal static partial class PairPreflight
{
    // Fewer rows may well have the same target.
    private const int RowsWithOneAnswer = 4;

    public static void Check(string stage, PairStore train, PairStore? validation, Tokenizer tokenizer, PreflightMode mode, ILogger logger)
    {
        var report = train.Report(tokenizer);
        LogExamples(logger, stage, report, report.Preview);
        Preflight.Decide(stage, Findings(report, train, validation), report, mode, logger);
    }

    private static IEnumerable<PreflightFinding> Findings(ExampleReport report, PairStore train, PairStore? validation)
    {
        if (report.Kept == 0)
        {
            yield return new(PreflightCause.NothingKept, FirstRow(report), $"None of the {report.Rows:N0} rows can be learned from.");
            yield break;
        }

        if (report.WithEnd is null or 0)
            yield return new(
                PreflightCause.MissingEnd, report.LostEnd.First,
                "No target ends in the end of text, so the model will not learn to stop. Give tokenizer or config one, or raise " +
                "MaximumTargetLength where it is cut off.");
        if (report.DistinctAnswers == 1 && report.Kept >= RowsWithOneAnswer)
            yield return new(
                PreflightCause.OneAnswer, 0,
                $"All {report.Kept:N0} rows, from row 0 on, have the same target, so a model learns to say that whatever it reads. " +
                "Check the target column.");
        if (validation is { Count: 0 })
            yield return new(
                PreflightCause.NothingToMeasure, -1,
                "No validation row has anything to measure. Check it as the training data, or give none.");
        if (validation?.CountShared(train) is > 0 and var shared)
            yield return new(
                PreflightCause.SharedWithValidation, -1,
                $"{shared:N0} validation rows are also trained on, so their loss says nothing. Split the data before it is repeated.");
    }

    private static long FirstRow(ExampleReport report) => report.TooLong.Count > 0 ? report.TooLong.First : report.Empty.First;

    [LoggerMessage(EventId = 3111, Level = LogLevel.Information, Message = "{Stage} learns from {Report}. The first: {Preview}")]
    private static partial void LogExamples(ILogger logger, string stage, ExampleReport report, string preview);
}
