namespace Pipelines.Evaluation;

/// <summary>The results of runs by task.</summary>
internal sealed class RunTable
{
    private readonly IReadOnlyList<EvaluationRun> _runs;
    private readonly Dictionary<string, TaskResult>[] _byTask;

    public RunTable(IReadOnlyList<EvaluationRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (runs.Count == 0)
            throw new PipelineException("There are no runs; give one at least.");
        _runs = runs;
        _byTask = new Dictionary<string, TaskResult>[runs.Count];
        List<string> tasks = [];
        for (var i = 0; i < runs.Count; i++)
        {
            _byTask[i] = [];
            foreach (var result in runs[i].Results)
            {
                if (!_byTask[i].TryAdd(result.Task.Name, result))
                {
                    throw new PipelineException(
                        $"The run '{runs[i].Name}' has the task '{result.Task.Name}' twice; give each result a run of its own.");
                }

                if (!tasks.Contains(result.Task.Name))
                    tasks.Add(result.Task.Name);
            }
        }

        Tasks = tasks;
    }

    /// <summary>The tasks in the order in which they come.</summary>
    public IReadOnlyList<string> Tasks { get; }

    public TaskResult? Find(int run, string task) => _byTask[run].GetValueOrDefault(task);

    public ReportTable ToTable(string title)
    {
        var best = Tasks.Select(BestOf).ToList();
        return new ReportTable
        {
            Title = title,
            Columns = [new("run"), .. Tasks.Select(task => new ReportColumn(HeadOf(task), ReportColumnKind.Number))],
            Rows =
            [
                .. _runs.Select((run, i) => (IReadOnlyList<ReportCell>)
                [
                    run.Name,
                    .. Tasks.Select((task, t) => Find(i, task) is { } result
                        ? (ReportCell)result.Score with { IsBest = best[t] is { } value && result.Score.Value == value }
                        : default),
                ]),
            ],
        };
    }

    /// <summary>The chart of scores that share a scale; null where there are none.</summary>
    public BarChart? ToChart(string title)
    {
        var tasks = Tasks.Where(task => _byTask.All(run => run.GetValueOrDefault(task) is null or { HigherIsBetter: true })).ToList();
        return tasks.Count == 0 ? null : new BarChart
        {
            Title = title,
            ValueLabel = "score with 95 % interval",
            Labels = tasks,
            Series =
            [
                .. _runs.Select((run, i) => new BarSeries(
                    run.Name, [.. tasks.Select(task => Find(i, task)?.Score ?? new ScoreEstimate(double.NaN, double.NaN, double.NaN))])),
            ],
        };
    }

    private string HeadOf(string task)
    {
        var result = _byTask.Select(run => run.GetValueOrDefault(task)).First(r => r is not null)!;
        return $"{task} ({result.Task.Metric}{(result.HigherIsBetter ? "" : ", lower is better")})";
    }

    // Of one run alone nothing is best.
    private double? BestOf(string task)
    {
        var results = _byTask.Select(run => run.GetValueOrDefault(task)).OfType<TaskResult>().ToList();
        if (results.Count < 2)
            return null;
        return results[0].HigherIsBetter ? results.Max(r => r.Score.Value) : results.Min(r => r.Score.Value);
    }
}
