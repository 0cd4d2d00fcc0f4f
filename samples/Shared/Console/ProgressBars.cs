using System.Collections.Concurrent;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pipelines.Samples;

/// <summary>Progress as bars on a terminal, one a stage.</summary>
internal sealed class ProgressBars : IProgress<FitProgress>
{
    private readonly ProgressContext _context;
    private readonly ConcurrentDictionary<int, StageProgress> _stages;
    private readonly Dictionary<string, ProgressTask> _tasks = [];

    private ProgressBars(ProgressContext context, ConcurrentDictionary<int, StageProgress> stages)
    {
        _context = context;
        _stages = stages;
    }

    public static T Run<T>(IAnsiConsole terminal, Func<IProgress<FitProgress>, T> work)
    {
        var stages = new ConcurrentDictionary<int, StageProgress>();
        return terminal.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new DetailColumn(stages))
            .Start(context => work(new ProgressBars(context, stages)));
    }

    public void Report(FitProgress value)
    {
        lock (_tasks)
        {
            if (!_tasks.TryGetValue(value.Stage, out var task))
            {
                // Stages come one after the other; one that did not know its end has reached it when the next begins.
                foreach (var earlier in _tasks.Values)
                    Complete(earlier);
                var stage = new StageProgress(value);
                task = _context.AddTask(Markup.Escape(stage.Name), autoStart: true, maxValue: value.TotalSteps ?? 1);
                task.IsIndeterminate = value.TotalSteps is null;
                _stages[task.Id] = stage;
                _tasks[value.Stage] = task;
            }

            _stages[task.Id].Report(value);
            if (value.TotalSteps is { } total)
            {
                task.MaxValue = total;
                task.Value = value.Step;
            }
        }
    }

    private static void Complete(ProgressTask task)
    {
        task.IsIndeterminate = false;
        task.Value = task.MaxValue;
        task.StopTask();
    }

    /// <summary>Loss, speed and time left; put into words when it is drawn, not at every step.</summary>
    private sealed class DetailColumn(ConcurrentDictionary<int, StageProgress> stages) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(stages.TryGetValue(task.Id, out var stage) ? stage.Describe() : "");
    }
}
