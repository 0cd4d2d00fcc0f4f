using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/fine-tuning.md, compiled.</summary>
internal static class FineTuningPageExamples
{
    public static void FineTune(PipelineContext context, IDataView train, IDataView validation)
    {
        var decoder = context.Model.LoadGpt("models/small");
        var pipeline = context.Transforms.RenderAlpaca()
            .Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!))
            .Append(context.Trainers.SupervisedFineTune(decoder, o =>
            {
                o.Epochs = 3;
                o.LearningRate = 2e-5;
                o.Packing = true;
            }));
        using var fitted = pipeline.Fit(train, validation);
        Console.WriteLine(fitted.LastTransformer.CreateGenerator().Generate("### Instruction:\nName a colour.\n\n### Response:\n"));
    }

    public static IDataView Mix(PipelineContext context, IDataView instructions, IDataView stories)
    {
        var mixed = context.Data.Interleave([instructions, stories], o =>
        {
            o.Temperature = 2;
            o.SizeLimit = 100_000;
            o.Stopping = InterleaveStopping.AllExhausted;
            (o.SourceColumn, o.Names) = ("Task", ["instructions", "stories"]);
        });
        return mixed;
    }

    public static void Compare(
        PipelineContext context, PretrainedGpt decoder, IDataView mixed, IDataView heldOutInstructions, IDataView heldOutStories)
    {
        HeldOutTask[] tasks = [new("instructions", heldOutInstructions), new("stories", heldOutStories)];
        var before = context.Evaluation.EvaluateTasks(decoder, tasks);
        using var tuned = context.Trainers.SupervisedFineTune(decoder).Fit(mixed);
        var report = context.Evaluation.CompareTasks(before, context.Evaluation.EvaluateTasks(tuned, tasks));
        Console.WriteLine(report);
    }

    public static void Look(PipelineContext context, PretrainedGpt decoder, IDataView train, IDataView validation)
    {
        var texts = context.Transforms.RenderAlpaca().Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!)).Fit(train);
        var report = context.Data.Preflight(texts.Transform(train), texts.Transform(validation), o => o.MaximumLength = 512);
        Console.WriteLine(report.ToTable());
    }

    public static SupervisedFineTuningEstimator Watch(PipelineContext context, PretrainedGpt decoder, IDataView otherTask)
    {
        var stage = context.Trainers.SupervisedFineTune(decoder, o =>
        {
            o.EvaluateEvery = 100;
            o.Answers = new AnswerOptions
            {
                Every = 200,
                Prompts = ["### Instruction:\nName a colour.\n\n### Response:\n"],
                Metrics = [ExactMatchMetric.Id],
            };
            o.CheckpointFolder = "checkpoints";
            o.CheckpointEvery = 100;
            o.LoadBest = true;
            o.EarlyStoppingPatience = 5;
            o.Guard = new GuardOptions { Data = otherTask, Every = 100, Tolerance = 0.1 };
        });
        return stage;
    }

    public sealed class AnswerLengthMetric : ITextMetric
    {
        public string Name => "answer length";
        public bool HigherIsBetter => false;
        public double Score(IReadOnlyList<string> references, IReadOnlyList<string> candidates) => candidates.Average(c => (double)c.Length);
    }
}
