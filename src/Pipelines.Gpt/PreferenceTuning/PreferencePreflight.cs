using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Looks at preference rows before the first step.</summary>
internal static partial class PreferencePreflight
{
    /// <summary>Looks, reports, and refuses what looks wrong.</summary>
    /// <exception cref="PreflightException">Something looks wrong, and the mode is to refuse.</exception>
    public static void Check(string stage, PreferenceStore train, PreferenceStore? validation, PreflightMode mode, ILogger logger)
    {
        var report = train.Report();
        Rows(logger, stage, report, train.EqualPairs);
        if (train.Count == 0)
        {
            var message = $"None of the {report.Rows:N0} rows can be learned from ({train.EqualPairs:N0} have equal texts).";
            throw new PreflightException(stage, [new(PreflightCause.NothingKept, report.Rows > 0 ? 0 : -1, message)], report);
        }

        Preflight.Decide(stage, Findings(report, train, validation), report, mode, logger);
    }

    private static IEnumerable<PreflightFinding> Findings(ExampleReport report, PreferenceStore train, PreferenceStore? validation)
    {
        if (report.WithEnd == 0)
            yield return new(PreflightCause.MissingEnd, 0, "No better answer ends in the end of text, so the model will not learn to stop. Append it, or raise MaximumLength where it is cut off.");
        if (validation?.CountShared(train) is > 0 and var shared)
            yield return new(PreflightCause.SharedWithValidation, -1, $"{shared:N0} validation rows are also trained on, so what is measured on them says nothing. Split the data before it is repeated.");
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Information, Message = "{Stage} learns from preference rows: {Report}; {EqualPairs} equal pairs left out")]
    private static partial void Rows(ILogger logger, string stage, ExampleReport report, long equalPairs);
}
