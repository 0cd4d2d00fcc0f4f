using System.Diagnostics;
using System.Globalization;
using Pipelines.Training;

namespace Pipelines.Samples;

/// <summary>How far one stage is, in words.</summary>
internal sealed class StageProgress(FitProgress first)
{
    private long _start = Stopwatch.GetTimestamp();
    private long _firstStep = first.Step;
    private volatile FitProgress _latest = first;
    private double? _validationLoss;

    public FitProgress Latest => _latest;

    /// <summary>The stage in a word: of "Stage 4 of 4, PretrainEstimator" a person reads "Pretrain".</summary>
    public string Name { get; } = ShortName(first.Stage);

    /// <summary>Takes a report.</summary>
    /// <returns>Whether it is the first that knows how many steps there are.</returns>
    public bool Report(FitProgress progress)
    {
        // A chain announces a stage before it knows; a run that is resumed does not begin at 0.
        var isFirstCounted = _latest.TotalSteps is null && progress.TotalSteps is not null;
        if (isFirstCounted)
            (_start, _firstStep) = (Stopwatch.GetTimestamp(), progress.Step);
        if (progress is TrainingProgress { ValidationLoss: { } loss })
            _validationLoss = loss;
        _latest = progress;
        return isFirstCounted;
    }

    /// <summary>For a trainer loss, speed and the time left; for another stage its own message, its rate and the time left.</summary>
    public string Describe()
    {
        var latest = _latest;
        var parts = new List<string>();
        if (latest is TrainingProgress training)
        {
            parts.Add(Format($"loss {training.Loss:F4}"));
            if (_validationLoss is { } validation)
                parts.Add(Format($"validation {validation:F4}"));
            parts.Add(Format($"{training.TokensPerSecond:N0} tokens/s"));
        }
        else
        {
            if (!string.IsNullOrEmpty(latest.Message))
                parts.Add(latest.Message);
            if (Rate(latest) is { } rate)
                parts.Add(rate >= 10 ? Format($"{rate:N0}/s") : Format($"{rate:0.##}/s"));
        }

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

    private double? Rate(FitProgress latest)
    {
        var seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        return latest.Step > _firstStep && seconds > 0 ? (latest.Step - _firstStep) / seconds : null;
    }

    // From the steps seen here, so that a resumed run does not count those before.
    private TimeSpan? Remaining(FitProgress latest)
    {
        var done = latest.Step - _firstStep;
        return latest.TotalSteps is { } total && done > 0
            ? Stopwatch.GetElapsedTime(_start) * ((double)(total - latest.Step) / done)
            : null;
    }
}
