using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Samples;

namespace MathReasoning;

/// <summary>Puts the task's questions to a model in every way that is compared.</summary>
/// <param name="context">Runs tasks.</param>
/// <param name="task">The task.</param>
/// <param name="model">The model.</param>
/// <param name="settings">How many questions and examples.</param>
/// <param name="data">The file of questions.</param>
/// <param name="examples">The file of worked examples; null for the questions' own.</param>
/// <param name="results">Where rows are written as they come.</param>
/// <param name="console">Shows the progress.</param>
internal sealed class Exam(
    PipelineContext context, EvaluationTask task, ILanguageModel model, MathReasoningSettings settings, string data, string? examples,
    string results, SampleConsole console)
{
    /// <summary>Runs all, one after the other.</summary>
    public IReadOnlyList<ExamResult> Run(CancellationToken cancellationToken)
    {
        var all = new List<ExamResult>();
        foreach (var shots in settings.Shots)
        {
            all.Add(Run(Method.Direct, shots, cancellationToken));
            all.Add(Run(Method.ChainOfThought, shots, cancellationToken));
        }

        if (settings.Samples > 1)
            all.Add(Run(Method.SelfConsistency, settings.Shots[^1], cancellationToken));
        return all;
    }

    private ExamResult Run(Method method, int shots, CancellationToken cancellationToken)
    {
        var name = $"{method.Name()}, {shots} shots";
        var result = console.ShowProgress(progress => context.Evaluation.RunTask(
            task, model,
            o =>
            {
                (o.Data, o.Examples, o.Shots, o.Limit) = (data, examples ?? data, shots, settings.Limit);

                // Examples show how to reason; without any the model is told to.
                o.Reasoning = method == Method.Direct ? ReasoningMode.None : shots == 0 ? ReasoningMode.StepByStep : ReasoningMode.Shown;
                if (method == Method.SelfConsistency)
                    (o.Samples, o.Temperature) = (settings.Samples, settings.Temperature);
                (o.Seed, o.Results) = (settings.Seed, results);
            },
            new Relay(name, progress), cancellationToken));
        console.WriteLine($"{name}: {result}");
        return new ExamResult(method, shots, result);
    }

    private sealed class Relay(string name, IProgress<FitProgress> progress) : IProgress<TaskProgress>
    {
        public void Report(TaskProgress value) => progress.Report(new FitProgress(
            name, value.Done, value.Total,
            FormattableString.Invariant($"score {value.Score:F3}")));
    }
}
