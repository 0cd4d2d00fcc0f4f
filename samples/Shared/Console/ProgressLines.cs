using System.Diagnostics;
using System.Globalization;

namespace Pipelines.Samples;

/// <summary>
/// Progress as plain lines, for logs and pipes: the first and the last step of a stage, each evaluation, and otherwise one line every few
/// seconds.
/// </summary>
internal sealed class ProgressLines(TextWriter output) : IProgress<FitProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private StageProgress? _stage;
    private long _written;

    public void Report(FitProgress value)
    {
        lock (_lock)
        {
            var isNew = _stage is null || _stage.Latest.Stage != value.Stage;
            if (isNew)
                _stage = new StageProgress(value);
            var isNotable = _stage!.Report(value) || isNew || value.Step == value.TotalSteps
                || value is Training.TrainingProgress { ValidationLoss: not null };
            if (!isNotable && Stopwatch.GetElapsedTime(_written) < Interval)
                return;
            _written = Stopwatch.GetTimestamp();
            output.WriteLine($"{_stage.Name} {Count(value)}  {_stage.Describe()}".TrimEnd());
        }
    }

    // A stage that only begins has done nothing that could be counted.
    private static string Count(FitProgress value) => value.TotalSteps is { } total
        ? Number(value.Step) + "/" + Number(total)
        : value.Step > 0 ? Number(value.Step) : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
