using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Evaluation;

/// <summary>Puts the questions of tasks to models.</summary>
/// <param name="services">Gives formats and text metrics.</param>
public sealed class TaskRunner(IServiceProvider services)
{
    /// <summary>Runs a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told of each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops the run; what is written down stays.</param>
    /// <exception cref="PipelineException">
    /// A format, rule or metric is unknown; the model cannot tell likelihoods; a file cannot be read; a score is not a number.
    /// </exception>
    public TaskResult Run(
        EvaluationTask task, ILanguageModel model, TaskRunOptions options, IProgress<TaskProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        TaskScores.Check(OptionsValidation.Validated(task));
        OptionsValidation.Validated(options);
        var plan = CreatePlan(task, model, options);
        var fingerprint = Fingerprint(plan, model);
        using var file = TaskRunFile.Open(options.Results, fingerprint);
        var rows = new TaskRow?[plan.Questions.Count];
        foreach (var row in file.Rows)
        {
            if (row.Index >= 0 && row.Index < rows.Length)
                rows[row.Index] = row;
        }

        IQuestionScorer scorer = task.Scoring switch
        {
            TaskScoring.Generate => new GenerationScorer(plan, model),
            TaskScoring.Likelihood => new LikelihoodScorer(plan, (ILikelihoodModel)model),
            _ => new OptionScorer(plan, (ILikelihoodModel)model),
        };
        var left = Enumerable.Range(0, rows.Length).Where(i => rows[i] is null).ToList();
        var (started, before) = (Stopwatch.GetTimestamp(), rows.Length - left.Count);

        // Long ones first: batches of like length, and the time that remains is not underestimated.
        left.Sort((a, b) => plan.Lengths[a] != plan.Lengths[b] ? plan.Lengths[b].CompareTo(plan.Lengths[a]) : a.CompareTo(b));
        foreach (var batch in left.Chunk(options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scored = scorer.Score(batch, cancellationToken);
            file.Write(scored);
            foreach (var row in scored)
                rows[row.Index] = row;
            Report(progress, task.Name, rows, before, started);
        }

        return TaskScores.Summarize(plan, model.Name, fingerprint, [.. rows.Select(row => row!)]);
    }

    /// <summary>Finds a registered format.</summary>
    private ITaskFormat FormatOf(EvaluationTask task)
    {
        var formats = services.GetServices<TaskFormatDescriptor>().ToList();
        if (formats.Find(f => f.Id == task.Format) is { } found)
            return found.Format;
        var ids = formats.Select(f => f.Id).Order(StringComparer.Ordinal).ToList();
        throw new PipelineException(
            $"The task '{task.Name}' is of the format '{task.Format}', which is not registered. "
            + (NameSuggestion.Nearest(task.Format, ids) is { } near ? $"Did you mean '{near}'? " : "")
            + $"Registered are {string.Join(", ", ids)}; register others with AddTaskFormat.");
    }

    private TaskPlan CreatePlan(EvaluationTask task, ILanguageModel model, TaskRunOptions options)
    {
        if (task.Scoring != TaskScoring.Generate && model is not ILikelihoodModel)
        {
            throw new PipelineException(
                $"The task '{task.Name}' asks how likely texts are, which {model.Name} does not tell. "
                + "Use a task whose answers are generated.");
        }

        if (task.Scoring != TaskScoring.Generate && (options.Reasoning != ReasoningMode.None || options.Samples > 1))
            throw new PipelineException($"The task '{task.Name}' generates nothing, so there are no reasoning and no samples in it.");
        var format = FormatOf(task);
        var data = options.Data ?? Path.Combine(options.DataFolder, task.Data);
        var questions = format.Read(data).Take(options.Limit ?? int.MaxValue).ToList();
        if (questions.Count == 0)
            throw new DataFormatException("there is no question in it.", data);
        IReadOnlyList<TaskExample> examples = [];
        if (options.Shots > 0)
        {
            var path = options.Examples ?? (task.Examples.Length > 0 ? Path.Combine(options.DataFolder, task.Examples) : data);
            examples = [.. format.Read(path)];
        }

        return new TaskPlan(
            task, options, questions, new FewShotSampler(examples, options.Shots, options.ShotSelection, options.Seed),
            AnswerExtractor.Parse(task.Extraction), AnswerComparison.Get(task.Comparison, services));
    }

    private static ScoreFingerprint Fingerprint(TaskPlan plan, ILanguageModel model)
    {
        var (task, options) = (plan.Task, plan.Options);
        var generates = task.Scoring == TaskScoring.Generate;
        var byToken = task.Scoring == TaskScoring.OptionText && task.Length == LikelihoodLength.Tokens;
        return new ScoreFingerprint
        {
            Task = $"{task.Name}@{task.Version.ToString(CultureInfo.InvariantCulture)}",
            Data = $"{ScoreFingerprint.Shorten(JsonSerializer.Serialize(plan.Questions, EvaluationTaskFile.Json))}#{plan.Questions.Count}",
            Prompt = ScoreFingerprint.Shorten(
                JsonSerializer.Serialize(task.Prompt, EvaluationTaskFile.Json) + string.Concat(plan.Beginnings.Distinct())),
            Shots = options.Shots == 0 ? "0" : $"{options.Shots} {options.ShotSelection}",
            Reasoning = options.Reasoning.ToString(),
            Scoring = generates
                ? string.Create(
                    CultureInfo.InvariantCulture, $"generate({task.MaximumTokens},t={options.EffectiveTemperature},n={options.Samples},")
                    + $"stops={ScoreFingerprint.Shorten(string.Join('\0', task.Stops))})"
                : task.Scoring == TaskScoring.OptionText ? $"option-text/{task.Length}" : task.Scoring.ToString(),
            Extraction = generates ? plan.Extractor.Signature : "-",
            Metric = $"{(generates ? plan.Comparison.Signature : "-")}:{task.Metric}",
            Seed = options.ShotSelection == ShotSelection.First && options.EffectiveTemperature == 0 ? 0 : options.Seed,
            Tokenizer = byToken ? ((ILikelihoodModel)model).TokenizerFingerprint : "-",
            Model = model.Fingerprint,
        };
    }

    private static void Report(IProgress<TaskProgress>? progress, string task, TaskRow?[] rows, int before, long started)
    {
        if (progress is null)
            return;
        var done = rows.Count(row => row is not null);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var remaining = done > before ? elapsed * ((double)(rows.Length - done) / (done - before)) : (TimeSpan?)null;
        progress.Report(new(task, done, rows.Length, elapsed, remaining, rows.Sum(row => row?.Score ?? 0) / done));
    }
}
