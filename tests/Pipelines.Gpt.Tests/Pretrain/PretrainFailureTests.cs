using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class PretrainFailureTests
{
    private string _folder = "";

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("pipelines-pretrain").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void AnExplodingLossKeepsTheLastGoodCheckpoint()
    {
        using var context = PretrainTestBed.CreateContext();
        var failure = Assert.Throws<TrainingException>(() => PretrainTestBed.Fit(context, o =>
        {
            (o.Steps, o.CheckpointFolder, o.CheckpointEvery, o.WarmupSteps) = (60, _folder, 1, 0);
            (o.LearningRate, o.MaximumGradientNorm, o.Schedule) = (100, 0, ScheduleKind.Constant);
            o.Optimizer = new AdamWOptions { WeightDecay = 10 };
        }));
        Assert.That(failure!.Message, Does.Contain("LearningRate").And.Contain("checkpoint"));
        Assert.That(failure.Checkpoint, Is.Not.Null);
        var state = CheckpointStore.ReadState(failure.Checkpoint!);
        Assert.That(state.Step, Is.EqualTo(failure.Step - 1));
        Assert.That(state.History.Select(r => r.Loss), Has.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void AFreshRunDoesNotMixItsCheckpointsWithThoseOfAnother()
    {
        using var context = PretrainTestBed.CreateContext();
        PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder) = (4, _folder)).Dispose();
        var before = Directory.GetDirectories(_folder);

        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder) = (2, _folder)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("Resume"));
        Assert.That(Directory.GetDirectories(_folder), Is.EqualTo(before));
    }

    [Test]
    public void AFewEvaluationBatchesAreAFairSampleAndAlwaysTheSame()
    {
        using var context = PretrainTestBed.CreateContext();
        using var fitted = PretrainTestBed.Fit(context, o => o.Steps = 1);
        var easy = Enumerable.Repeat(new[] { 1, 1, 1, 1 }, 200);
        var rows = new TestView().Add(ColumnNames.InputIds, [.. easy, .. Tokens()]).Add(ColumnNames.Labels, [.. easy, .. Tokens()]);
        var evaluator = new Evaluator(fitted.LastTransformer.Model, rows, new TrainingColumns(), batchSize: 4);

        var all = evaluator.Measure(0, CancellationToken.None);
        var some = evaluator.Measure(25, CancellationToken.None);
        var first = evaluator.Measure(1, CancellationToken.None);

        Assert.That(evaluator.Measure(25, CancellationToken.None), Is.EqualTo(some));
        Assert.That(Math.Abs(some - all), Is.LessThan(0.25));
        Assert.That(first, Is.Not.EqualTo(all).Within(1e-6));

        static IEnumerable<int[]> Tokens()
        {
            var random = new Random(3);
            return Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 4).Select(_ => random.Next(PretrainTestBed.VocabularySize)).ToArray());
        }
    }

    [Test]
    public void CancellingInMidStepLeavesACheckpointToResumeFrom()
    {
        float[] straight;
        using (var context = PretrainTestBed.CreateContext())
        using (var fitted = PretrainTestBed.Fit(context, o => (o.Steps, o.GradientAccumulationSteps) = (12, 3)))
            straight = PretrainTestBed.Weights(fitted);

        using var second = PretrainTestBed.CreateContext();
        using var cancellation = new CancellationTokenSource();
        Assert.That(
            () => PretrainTestBed.Fit(
                second,
                o => (o.Steps, o.GradientAccumulationSteps, o.CheckpointFolder, o.StopWhen) = (12, 3, _folder, p =>
                {
                    if (p.Step == 5)
                        cancellation.CancelAfter(0);
                    if (p.Step >= 5)
                        cancellation.Cancel();
                    return false;
                }
                ),
                cancellationToken: cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        using var resumed = PretrainTestBed.Fit(
            second, o => (o.Steps, o.GradientAccumulationSteps, o.CheckpointFolder, o.Resume) = (12, 3, _folder, true));
        Assert.That(PretrainTestBed.Weights(resumed), Is.EqualTo(straight));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped()
    {
        var dropout = PretrainTestBed.Config with { Dropout = 0.2f };
        using var context = PretrainTestBed.CreateContext();
        using var straight = PretrainTestBed.Fit(context, o => (o.Steps, o.EvaluateEvery) = (40, 10), dropout);
        using var half = PretrainTestBed.Fit(
            context, o => (o.Steps, o.EvaluateEvery, o.CheckpointFolder, o.CheckpointEvery, o.StopWhen) = (40, 10, _folder, 10, p => p.Step == 20), dropout);
        using var resumed = PretrainTestBed.Fit(
            context, o => (o.Steps, o.EvaluateEvery, o.CheckpointFolder, o.Resume) = (40, 10, _folder, true), dropout);
        Assert.That(PretrainTestBed.Weights(resumed), Is.EqualTo(PretrainTestBed.Weights(straight)));
        Assert.That(
            resumed.LastTransformer.Result!.History.Select(r => (r.Step, r.Loss, r.ValidationLoss)),
            Is.EqualTo(straight.LastTransformer.Result!.History.Select(r => (r.Step, r.Loss, r.ValidationLoss))));
    }

    [Test]
    public void ResumingWithAnotherSeedOrModelIsRefused()
    {
        using var context = PretrainTestBed.CreateContext();
        using var first = PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder) = (2, _folder));
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder, o.Resume, o.Seed) = (4, _folder, true, 77)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("seed 1"));
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder, o.Resume) = (4, _folder, true), PretrainTestBed.LlamaConfig),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("model"));
    }

    [Test]
    public void ABrokenCheckpointSaysWhatToDo()
    {
        using var context = PretrainTestBed.CreateContext();
        using var first = PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder) = (2, _folder));
        var weights = Directory.GetFiles(_folder, "model.safetensors", SearchOption.AllDirectories).Single();
        using (var stream = File.Open(weights, FileMode.Open))
            stream.SetLength(stream.Length / 2);
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.CheckpointFolder, o.Resume) = (4, _folder, true)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("delete this checkpoint"));
    }

    [Test]
    public void OptionsOutOfRangeAreRefusedBeforeAnyWork()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(() => context.Trainers.Pretrain(PretrainTestBed.Config, o => o.LearningRate = double.NaN), Throws.TypeOf<OptionsException>().With.Message.Contains("LearningRate"));
        Assert.That(() => context.Trainers.Pretrain(PretrainTestBed.Config, o => o.BatchSize = 0), Throws.TypeOf<OptionsException>().With.Message.Contains("BatchSize"));
        Assert.That(() => context.Trainers.Pretrain(PretrainTestBed.Config with { BlockSize = 0 }), Throws.TypeOf<OptionsException>().With.Message.Contains("BlockSize"));
        Assert.That(() => context.Trainers.Pretrain(PretrainTestBed.Config with { HeadCount = 3 }), Throws.TypeOf<OptionsException>().With.Message.Contains("HeadCount"));
        Assert.That(() => context.Trainers.Pretrain(PretrainTestBed.Config, o => o.Resume = true), Throws.TypeOf<OptionsException>().With.Message.Contains("CheckpointFolder"));
        Assert.That(() => context.Transforms.Pack(o => o.BlockSize = 0), Throws.TypeOf<OptionsException>().With.Message.Contains("BlockSize"));
    }

    [Test]
    public void ATextShorterThanABlockSaysWhatIsNeeded()
    {
        using var context = PretrainTestBed.CreateContext();
        Assert.That(
            () => PretrainTestBed.Pipeline(context, o => o.Steps = 1).Fit(PretrainTestBed.Tokens(10)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("10 tokens").And.Message.Contains("17"));
        Assert.That(
            () => PretrainTestBed.Pipeline(context, o => o.Steps = 1).Fit(new TestView().Add(ColumnNames.Tokens, Array.Empty<int[]>())),
            Throws.TypeOf<PipelineException>().With.Message.Contains("nothing to train on"));
    }

    [Test]
    public void AMissingOrMistypedColumnNamesTheStageBeforeAnyRowIsRead()
    {
        using var context = PretrainTestBed.CreateContext();
        var data = new TestView().Add("Text", "a", "b");
        Assert.That(
            () => PretrainTestBed.Pipeline(context, o => o.Steps = 1).Fit(data),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Stage 1 of 3").And.Message.Contains("Tokens"));
        Assert.That(data.RowsRead, Is.Zero);
        Assert.That(
            () => PretrainTestBed.Pipeline(context, o => o.Steps = 1).Fit(new TestView().Add<float>(ColumnNames.Tokens, 1, 2)),
            Throws.TypeOf<SchemaException>().With.Message.Contains("Vector<Int32>").And.Message.Contains("Single"));
    }

    [Test]
    public void AFailedRunReturnsItsMemory()
    {
        using var context = PretrainTestBed.CreateContext();
        var backend = (Tensors.ITensorBackend)context.Services.GetService(typeof(Tensors.ITensorBackend))!;
        var before = backend.Memory.TensorsInUse;
        Assert.That(
            () => PretrainTestBed.Fit(context, o => (o.Steps, o.StopWhen) = (5, _ => throw new InvalidOperationException("stop"))),
            Throws.InvalidOperationException);
        Assert.That(backend.Memory.TensorsInUse, Is.EqualTo(before));
    }
}
