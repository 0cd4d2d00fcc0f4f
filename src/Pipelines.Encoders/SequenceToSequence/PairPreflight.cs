using Microsoft.Extensions.Logging;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>Looks at sources and targets before the first step, for mistakes that would otherwise cost a run and stay unseen.</summary>
internal static partial class PairPreflight
{
    public static void Check(string stage, PairStore train, PairStore? validation, Tokenizer tokenizer, PreflightMode mode, ILogger logger)
    {
        var report = train.Report(tokenizer);
        LogExamples(logger, stage, report, report.Preview);
        if (mode == PreflightMode.Skip)
            return;
        var findings = Findings(report, train, validation).ToArray();
        if (findings.Length > 0 && mode == PreflightMode.Refuse)
            throw new PreflightException(stage, findings, report);
        foreach (var finding in findings)
            LogFinding(logger, stage, finding);
    }

    private static IEnumerable<string> Findings(ExampleReport report, PairStore train, PairStore? validation)
    {
        if (report.Kept == 0)
            yield return $"None of the {report.Rows:N0} rows can be learned from.";
        if (report.Kept > 0 && report.WithEnd is null or 0)
            yield return "No target ends in the end of text, so the model will not learn to stop. Give tokenizer or config one, or raise MaximumTargetLength where it is cut off.";
        if (validation?.CountShared(train) is > 0 and var shared)
            yield return $"{shared:N0} validation rows are also trained on, so their loss says nothing. Split the data before it is repeated.";
    }

    [LoggerMessage(EventId = 3111, Level = LogLevel.Information, Message = "{Stage} learns from {Report}. The first: {Preview}")]
    private static partial void LogExamples(ILogger logger, string stage, ExampleReport report, string preview);

    [LoggerMessage(EventId = 3112, Level = LogLevel.Warning, Message = "{Stage}: {Finding}")]
    private static partial void LogFinding(ILogger logger, string stage, string finding);
}
