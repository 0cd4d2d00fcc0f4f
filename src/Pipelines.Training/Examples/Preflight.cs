using Microsoft.Extensions.Logging;

namespace Pipelines.Training;

/// <summary>Looks at examples before the first step, for mistakes that would otherwise cost a run and stay unseen.</summary>
public static class Preflight
{
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
        var report = train.Report();
        TrainingLog.Examples(logger, stage, report, report.Preview);
        if (mode == PreflightMode.Skip)
            return report;
        var findings = Findings(report, train, validation).ToArray();
        if (findings.Length > 0 && mode == PreflightMode.Refuse)
            throw new PreflightException(stage, findings, report);
        foreach (var finding in findings)
            TrainingLog.Finding(logger, stage, finding);
        return report;
    }

    private static IEnumerable<string> Findings(ExampleReport report, ExampleStore train, ExampleStore? validation)
    {
        if (report.Kept == 0)
            yield return $"None of the {report.Rows:N0} rows can be learned from.";
        if (report.SeveralBegins > 0)
            yield return $"{report.SeveralBegins:N0} rows, the first is row {report.FirstWithSeveralBegins}, hold the begin of text twice: template and tokenizer both put one. Set PrependBeginOfText to false or leave it out of the template.";
        if (report.Kept > 0 && report.WithEnd == 0)
            yield return "No row ends in the end of text, so the model will not learn to stop. Append it, or raise MaximumLength where it is cut off.";
        if (validation?.CountShared(train) is > 0 and var shared)
            yield return $"{shared:N0} validation rows are also trained on, so their loss says nothing. Split the data before it is repeated.";
    }
}
