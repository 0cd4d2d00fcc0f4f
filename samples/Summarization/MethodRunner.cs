using System.Diagnostics;
using System.Globalization;
using Pipelines;
using Pipelines.Samples;
using Pipelines.Training;

namespace Summarization;

/// <summary>Teaches the same model, loaded anew, with each method: the same rows, order and steps.</summary>
internal sealed class MethodRunner(
    PipelineContext context, SummarizationSettings settings, OutputFolder output, string start, SummaryRows rows, Summarizer summarizer,
    SampleConsole console)
{
    private const int Evaluations = 6;
    private const int EvaluationBatches = 8;

    /// <summary>Runs one, unless an earlier run that is resumed has done so.</summary>
    /// <param name="method">The method.</param>
    /// <param name="temperatures">Temperatures at which summaries are drawn, too.</param>
    /// <param name="savesPipeline">Whether the fitted pipeline is kept.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public MethodOutcome Run(Method method, IReadOnlyList<double> temperatures, bool savesPipeline, CancellationToken cancellationToken)
    {
        console.WriteHeading(method.Name);
        var learningRate = settings.LearningRateOf(method);
        var described = string.Create(
            CultureInfo.InvariantCulture,
            $"{method.Name} at {learningRate}, rank {settings.Rank} on {string.Join(' ', settings.Targets)}, {settings.VirtualTokens} "
                + $"virtual tokens, {settings.Steps} steps of {settings.BatchSize}, seed {settings.Seed}");
        var file = Path.Combine("checkpoints", method.Name + ".json");
        if (settings.Resume && OutcomeFile.Find<MethodOutcome>(output.Combine(file), described) is { } done)
            return done;

        var isResumed = settings.Resume && Directory.Exists(output.Combine("checkpoints", method.Name));
        using var decoder = context.Model.LoadGpt(start, method.Load);
        var watch = Stopwatch.StartNew();
        var trained =
            method.Train(new Trial(context, decoder, rows, o => Configure(o, method.Name, learningRate), console, cancellationToken));
        var seconds = watch.Elapsed.TotalSeconds;
        var outcome = new MethodOutcome
        {
            Name = method.Name,
            Result = trained.Result,
            Seconds = isResumed ? null : seconds,
            Scores = summarizer.Summarize(decoder.Model, decoder.Tokenizer!),
            AtTemperatures = temperatures.ToDictionary(
                MethodOutcome.NameOf, t => summarizer.Summarize(decoder.Model, decoder.Tokenizer!, t)),
        };
        if (savesPipeline)
            trained.Save(output.Combine(method.Name + ".pipeline"));
        OutcomeFile.Save(output, file, described, outcome);
        return outcome;
    }

    private void Configure(TrainerOptions options, string name, double learningRate)
    {
        options.Steps = settings.Steps;
        options.BatchSize = settings.BatchSize;
        options.LearningRate = learningRate;
        options.MinimumLearningRate = learningRate / 10;
        options.WarmupSteps = Math.Min(20, settings.Steps / 10);
        options.Optimizer = new AdamWOptions { Beta2 = 0.99, WeightDecay = 0.01 };
        options.EvaluateEvery = Math.Max(1, settings.Steps / Evaluations);
        options.EvaluationBatches = EvaluationBatches;
        options.CheckpointFolder = output.Combine("checkpoints", name);
        options.CheckpointEvery = Math.Max(1, settings.Steps / Evaluations);
        options.CheckpointsKept = 1;
        options.Resume = settings.Resume;
    }
}
