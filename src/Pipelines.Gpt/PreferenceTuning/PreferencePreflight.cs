using Microsoft.Extensions.Logging;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Looks at preference rows before the first step.</summary>
internal static partial class PreferencePreflight
{
    /// <summary>Looks, reports, and refuses what looks wrong.</summary>
    /// <exception cref="PreflightException">Something looks wrong, and the mode is to refuse.</exception>
    public static ExampleReport Check(string stage, PreferenceStore train, PreferenceStore? validation, PreflightMode mode, ILogger logger)
    {
        var report = train.Report() with { SharedWithValidation = validation?.FindShared(train) ?? FoundRows.None };
        Rows(logger, stage, report, train.EqualPairs, report.Preview);
        if (train.Count == 0 && train.EqualPairs > 0)
        {
            var message = $"None of the {report.Rows:N0} rows can be learned from ({train.EqualPairs:N0} have equal texts).";
            throw new PreflightException(stage, [new(PreflightCause.NothingKept, 0, message)], report);
        }

        // Without a row there is nothing to skip to.
        Preflight.Decide(
            stage, Preflight.Findings(report, validation is { Count: 0 }), report, train.Count == 0 ? PreflightMode.Refuse : mode, logger);
        return report;
    }

    [LoggerMessage(
        EventId = 2101, Level = LogLevel.Information,
        Message = "{Stage} learns from preference rows: {Report}; {EqualPairs} equal pairs left out. The first: {Preview}")]
    private static partial void Rows(ILogger logger, string stage, ExampleReport report, long equalPairs, string preview);
}
