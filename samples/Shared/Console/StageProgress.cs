using System.Diagnostics;
using System.Globalization;
using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>How far one stage is, in words.</summary>
internal sealed class StageProgress(FitProgress first)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _firstStep = first.Step;
    private volatile FitProgress _latest = first;
    private double? _validationLoss;

    public FitProgress Latest => _latest;

    /// <summary>The stage in a word: of "Stage 4 of 4, PretrainEstimator" a person reads "Pretrain".</summary>
    public string Name { get; } = ShortName(first.Stage);

    public void Report(FitProgress progress)
    {
        if (progress is TrainingProgress { ValidationLoss: { } loss })
            _validationLoss = loss;
        _latest = progress;
    }

    /// <summary>For a trainer loss, speed and the time left; for another stage its own message.</summary>
    public string Describe()
    {
        var latest = _latest;
        if (latest is not TrainingProgress training)
            return latest.Message ?? "";
        var parts = new List<string> { Format($"loss {training.Loss:F4}") };
        if (_validationLoss is { } validation)
            parts.Add(Format($"validation {validation:F4}"));
        parts.Add(Format($"{training.TokensPerSecond:N0} tokens/s"));
        if (Remaining(latest) is { } remaining)
            parts.Add($"{remaining.ToString(remaining.TotalHours < 1 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture)} left");
        return string.Join(" · ", parts);
    }

    private static string ShortName(string stage)
    {
        const string Suffix = "Estimator";
        var name = stage[(stage.LastIndexOf(' ') + 1)..];
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : stage;
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // From the steps seen here, so that a resumed run does not count those before.
    private TimeSpan? Remaining(FitProgress latest)
    {
        var done = latest.Step - _firstStep;
        return latest.TotalSteps is { } total && done > 0
            ? Stopwatch.GetElapsedTime(_start) * ((double)(total - latest.Step) / done)
            : null;
    }
}
