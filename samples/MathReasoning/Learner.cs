using MathReasoning.Problems;
using Pipelines;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Training;

namespace MathReasoning;

/// <summary>
/// Trains a decoder from scratch: first on single calculations, then on problems alone, then on several in a row, as a question with its
/// examples is put. Half of the rows have bare answers and half the same problems worked.
/// </summary>
/// <param name="context">Makes stages.</param>
/// <param name="settings">How.</param>
/// <param name="writer">Makes the rows.</param>
/// <param name="checkpoints">Where checkpoints go.</param>
/// <param name="console">Shows the progress.</param>
internal sealed class Learner(
    PipelineContext context, MathReasoningSettings settings, LessonWriter writer, string checkpoints, SampleConsole console)
{
    private const string Last = "row";
    private const int Evaluations = 4;
    private const int SumsInARow = 8;
    private const int MeasuredSums = 400;

    /// <summary>Trains the model.</summary>
    /// <param name="backend">What it computes on.</param>
    /// <param name="problems">What it learns from.</param>
    /// <param name="held">What is measured on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Learned Train(
        ITensorBackend backend, IReadOnlyList<TaskExample> problems, IReadOnlyList<TaskExample> held, CancellationToken cancellationToken)
    {
        var config = MathReasoningSettings.Config with { VocabularySize = writer.Tokenizer.VocabularySize };
        var model = new GptModel(backend, config, new RandomGenerator((ulong)(uint)settings.Seed));
        try
        {
            var sums = new ProblemWriter(settings.Seed);
            var start = Fit(
                "sums", settings.SumSteps, settings.BatchSize, settings.LearningRate,
                Rows(sums.WriteSums(settings.SumSteps * settings.BatchSize * SumsInARow)), Rows(sums.WriteSums(MeasuredSums)));
            var alone = problems.Take(settings.AloneProblems).ToList();
            var rest = problems.Skip(settings.AloneProblems).ToList();
            var first = Fit("alone", settings.AloneSteps, settings.BatchSize, settings.LearningRate, Rows(alone, 1), Rows(held, 1));
            var last = Fit(
                Last, settings.RowSteps, settings.RowBatchSize, settings.LearningRate / 2, Rows(rest, LessonWriter.ProblemsInARow),
                Rows(held, LessonWriter.ProblemsInARow));
            return new Learned(last, start.Result!, first.Result!);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        PretrainTransformer Fit(string name, int steps, int batchSize, double learningRate, IDataView train, IDataView measured)
        {
            var stage = context.Trainers.SupervisedFineTune(new PretrainTransformer(model, writer.Tokenizer, new ScoringColumns()), o =>
            {
                o.Steps = steps;
                o.BatchSize = batchSize;
                o.LearningRate = learningRate;
                o.MinimumLearningRate = learningRate / (name == Last ? 20 : 4);
                o.WarmupSteps = Math.Min(50, steps / 10);
                o.Optimizer = new AdamWOptions { Beta2 = 0.98, WeightDecay = 0.05 };
                o.EvaluateEvery = Math.Max(1, steps / Evaluations);
                o.EvaluationBatches = 8;
                o.CheckpointFolder = Path.Combine(checkpoints, name);
                o.CheckpointEvery = Math.Max(1, steps / Evaluations);
                o.CheckpointsKept = 1;
                o.Resume = settings.Resume;
            });
            return console.ShowProgress(progress => stage.Fit(train, measured, progress, cancellationToken));
        }
    }

    private IDataView Rows(IReadOnlyList<Sum> sums) =>
        context.Data.LoadFromEnumerable(sums.Chunk(SumsInARow).Select(row => writer.Write(row)).ToArray());

    private IDataView Rows(IReadOnlyList<TaskExample> examples, int problemsInARow) =>
        context.Data.LoadFromEnumerable(examples.Chunk(problemsInARow).SelectMany(row => writer.Write(row)).ToArray());
}
