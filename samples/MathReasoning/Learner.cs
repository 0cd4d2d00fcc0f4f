using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Training;

namespace MathReasoning;

/// <summary>Trains a decoder from scratch on solved problems, half of the rows with bare answers and half with worked ones.</summary>
internal static class Learner
{
    private const int Evaluations = 5;
    private const double LearningRate = 3e-3;

    /// <summary>Trains the model.</summary>
    /// <param name="context">Makes the stage.</param>
    /// <param name="backend">What it computes on.</param>
    /// <param name="settings">How.</param>
    /// <param name="prompt">How the problems are put.</param>
    /// <param name="problems">What it learns from, each problem once.</param>
    /// <param name="held">What is measured on the way.</param>
    /// <param name="checkpoints">Where checkpoints go.</param>
    /// <param name="console">Shows the progress.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static PretrainTransformer Train(
        PipelineContext context, ITensorBackend backend, MathReasoningSettings settings, TaskPrompt prompt, IReadOnlyList<TaskExample> problems,
        IReadOnlyList<TaskExample> held, string checkpoints, SampleConsole console, CancellationToken cancellationToken)
    {
        var tokenizer = LessonWriter.LearnTokenizer(prompt, problems.Take(2_000));
        var writer = new LessonWriter(tokenizer, prompt);
        var config = MathReasoningSettings.Config with { VocabularySize = tokenizer.VocabularySize };
        var model = new GptModel(backend, config, new RandomGenerator((ulong)(uint)settings.Seed));
        try
        {
            var stage = context.Trainers.SupervisedFineTune(new PretrainTransformer(model, tokenizer, new ScoringColumns()), o =>
            {
                o.Steps = settings.Steps;
                o.BatchSize = settings.BatchSize;
                o.LearningRate = LearningRate;
                o.MinimumLearningRate = LearningRate / 20;
                o.WarmupSteps = Math.Min(50, settings.Steps / 10);
                o.Optimizer = new AdamWOptions { Beta2 = 0.98, WeightDecay = 0.05 };
                o.EvaluateEvery = Math.Max(1, settings.Steps / Evaluations);
                o.EvaluationBatches = 4;
                o.CheckpointFolder = checkpoints;
                o.CheckpointEvery = Math.Max(1, settings.Steps / Evaluations);
                o.CheckpointsKept = 1;
                o.Resume = settings.Resume;
            });
            return console.ShowProgress(progress => stage.Fit(Rows(problems), Rows(held), progress, cancellationToken));
        }
        catch
        {
            model.Dispose();
            throw;
        }

        IDataView Rows(IReadOnlyList<TaskExample> examples) => context.Data.LoadFromEnumerable(
            examples.Chunk(LessonWriter.ProblemsInARow).SelectMany(writer.Write).ToArray());
    }
}
