using Microsoft.Extensions.DependencyInjection;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Registering tasks and formats, and running tasks.</summary>
public static class TaskExtensions
{
    /// <summary>Registers how a data set is written, so that tasks can name it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id">Its id: lower case with dashes.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="InvalidOperationException">Another format has the id.</exception>
    public static IPipelinesBuilder AddTaskFormat(this IPipelinesBuilder builder, string id, ITaskFormat format)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(format);
        var found = Registered<TaskFormatDescriptor>(builder).FirstOrDefault(f => f.Id == id);
        if (found is not null && found.Format.GetType() != format.GetType())
            throw new InvalidOperationException($"The task format '{id}' is {found.Format.GetType().FullName} already; give another id.");
        if (found is null)
            builder.Services.AddSingleton(new TaskFormatDescriptor(id, format));
        return builder;
    }

    /// <summary>Registers a task under its name.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="task">The task.</param>
    /// <exception cref="OptionsException">A value is out of range.</exception>
    /// <exception cref="PipelineException">There is no such metric, or none for the way its answers are found.</exception>
    /// <exception cref="InvalidOperationException">Another task has the name.</exception>
    public static IPipelinesBuilder AddEvaluationTask(this IPipelinesBuilder builder, EvaluationTask task)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(task);
        TaskScores.Check(OptionsValidation.Validated(task));
        var found = Registered<EvaluationTask>(builder).FirstOrDefault(t => t.Name == task.Name);
        if (found is not null && !ReferenceEquals(found, task))
            throw new InvalidOperationException($"There is a task '{task.Name}' already; give another name.");
        if (found is null)
            builder.Services.AddSingleton(task);
        return builder;
    }

    /// <summary>Registers the task of a file; see <see cref="EvaluationTaskFile"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Another task has the name.</exception>
    public static IPipelinesBuilder AddEvaluationTask(this IPipelinesBuilder builder, string path) =>
        builder.AddEvaluationTask(EvaluationTaskFile.Read(path));

    /// <summary>Finds a registered task.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="PipelineException">There is none.</exception>
    public static EvaluationTask GetTask(this EvaluationCatalog catalog, string name)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(name);
        var tasks = catalog.Context.Services.GetServices<EvaluationTask>().ToList();
        if (tasks.Find(task => task.Name == name) is { } found)
            return found;
        var names = tasks.Select(task => task.Name).Order(StringComparer.Ordinal).ToList();
        throw new PipelineException(
            $"There is no task '{name}'. {(NameSuggestion.Nearest(name, names) is { } near ? $"Did you mean '{near}'? " : "")}"
            + $"There are {string.Join(", ", names)}; register others with AddEvaluationTask.");
    }

    /// <summary>Puts a registered task's questions to a model.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="name">The task's name.</param>
    /// <param name="model">The model.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="progress">Told of each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops the run; what is written down stays.</param>
    /// <inheritdoc cref="TaskRunner.Run" path="/exception"/>
    public static TaskResult RunTask(
        this EvaluationCatalog catalog, string name, ILanguageModel model, Action<TaskRunOptions>? configure = null,
        IProgress<TaskProgress>? progress = null, CancellationToken cancellationToken = default) =>
        catalog.RunTask(catalog.GetTask(name), model, configure, progress, cancellationToken);

    /// <summary>Puts a task's questions to a model.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="task">The task.</param>
    /// <param name="model">The model.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="progress">Told of each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops the run; what is written down stays.</param>
    /// <inheritdoc cref="TaskRunner.Run" path="/exception"/>
    public static TaskResult RunTask(
        this EvaluationCatalog catalog, EvaluationTask task, ILanguageModel model, Action<TaskRunOptions>? configure = null,
        IProgress<TaskProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var options = catalog.Context.Services.GetRequiredService<IStageOptionsFactory>().Create(catalog.Context, configure);
        return new TaskRunner(catalog.Context.Services).Run(task, model, options, progress, cancellationToken);
    }

    /// <summary>Registers the formats and tasks of this package.</summary>
    internal static IPipelinesBuilder AddBuiltInTasks(this IPipelinesBuilder builder)
    {
        builder
            .AddTaskFormat("gsm8k", new Gsm8kFormat())
            .AddTaskFormat("svamp", new SvampFormat())
            .AddTaskFormat("mawps", new MawpsFormat())
            .AddTaskFormat("numglue", new NumGlueFormat())
            .AddTaskFormat("simuleq", new SimulEqFormat())
            .AddTaskFormat("aqua", new AquaFormat())
            .AddTaskFormat("mmlu", new MmluFormat())
            .AddTaskFormat("commonsense-qa", new CommonsenseQaFormat())
            .AddTaskFormat("big-bench", new BigBenchFormat())
            .AddTaskFormat("question-answer", new QuestionAnswerFormat())
            .AddTaskFormat(
                "dialogsum",
                new QuestionAnswerFormat { Question = "dialogue", Answer = "summary", MoreAnswers = ["summary1", "summary2", "summary3"] })
            .AddTaskFormat(
                "prompt-completion", new QuestionAnswerFormat { Question = "prompt", Answer = "completion", AnswerEnd = "<|endoftext|>" })
            .AddTaskFormat("exam", new ExamFormat())
            .AddTaskFormat("cola", new GlueFormat(GlueFiles.Cola))
            .AddTaskFormat("sst-2", new GlueFormat(GlueFiles.Sst2))
            .AddTaskFormat("mrpc", new GlueFormat(GlueFiles.Mrpc))
            .AddTaskFormat("sts-b", new GlueFormat(GlueFiles.StsB))
            .AddTaskFormat("text", new TextFormat());
        foreach (var task in EvaluationTasks.All)
            builder.AddEvaluationTask(task);
        return builder;
    }

    private static IEnumerable<T> Registered<T>(IPipelinesBuilder builder) where T : class => builder.Services
        .Where(s => !s.IsKeyedService && s.ServiceType == typeof(T))
        .Select(s => s.ImplementationInstance)
        .OfType<T>();
}
