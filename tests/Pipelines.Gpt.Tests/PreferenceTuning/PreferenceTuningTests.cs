using Pipelines.Nn;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class PreferenceTuningTests
{
    private PipelineContext _context = null!;
    private string _folder = "";

    [SetUp]
    public void Create()
    {
        _context = PretrainTestBed.CreateContext(threads: 2);
        _folder = Directory.CreateTempSubdirectory("pipelines-preferences").FullName;
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void ItBeginsExactlyAtItsReference([Values] bool llama, [Values(1, 3, 8)] int batchSize, [Values(0f, 0.3f)] float dropout)
    {
        using var model = PreferenceTestBed.Model(_context, llama, dropout);
        using var fitted = Tune(model, o => (o.Steps, o.BatchSize) = (1, batchSize));
        var first = fitted.LastTransformer.Result!.History[0];
        Assert.That(first.Loss, Is.EqualTo(Math.Log(2)).Within(1e-6));
        Assert.That(first.Metrics![PreferenceMetrics.Margin], Is.Zero);
        Assert.That(first.Metrics[PreferenceMetrics.ChosenReward], Is.Zero);
        Assert.That(first.Metrics[PreferenceMetrics.Accuracy], Is.Zero);
    }

    [TestCase(PreferenceLossKind.Sigmoid)]
    [TestCase(PreferenceLossKind.Hinge)]
    [TestCase(PreferenceLossKind.Ipo)]
    [TestCase(PreferenceLossKind.Robust)]
    [TestCase(PreferenceLossKind.ExoPair)]
    [TestCase(PreferenceLossKind.NcaPair)]
    [TestCase(PreferenceLossKind.SppoHard)]
    [TestCase(PreferenceLossKind.ApoZero)]
    [TestCase(PreferenceLossKind.ApoDown)]
    [TestCase(PreferenceLossKind.Aot)]
    [TestCase(PreferenceLossKind.AotUnpaired)]
    [TestCase(PreferenceLossKind.Orpo)]
    [TestCase(PreferenceLossKind.SimPo)]
    [TestCase(PreferenceLossKind.Cpo)]
    [TestCase(PreferenceLossKind.CpoHinge)]
    [TestCase(PreferenceLossKind.CpoIpo)]
    public void EveryLossLearnsToPrefer(PreferenceLossKind kind)
    {
        using var model = PreferenceTestBed.Model(_context);
        // APO-down lowers the chosen answers, too, and its two terms for them cancel at the start: it takes longer to tell answers apart.
        var steps = kind == PreferenceLossKind.ApoDown ? 300 : 60;
        using var fitted = Tune(
            model, o => (o.Steps, o.Loss, o.LabelSmoothing) = (steps, kind, kind == PreferenceLossKind.Robust ? 0.1 : 0),
            PreferenceTestBed.Pairs(40, seed: 9),
            PreferenceTestBed.Pairs(200));
        var last = fitted.LastTransformer.Result!.History[^1].Metrics!;
        Assert.That(last[PreferenceMetrics.Validation + PreferenceMetrics.Accuracy], Is.GreaterThan(0.9));
        Assert.That(last[PreferenceMetrics.Margin], Is.EqualTo(last[PreferenceMetrics.ChosenReward] - last[PreferenceMetrics.RejectedReward]).Within(1e-9));
    }

    [Test]
    public void SingleAnswersTeachToo([Values(PreferenceLossKind.Kto, PreferenceLossKind.ApoZeroUnpaired)] PreferenceLossKind kind)
    {
        using var model = PreferenceTestBed.Model(_context);
        using var fitted = Tune(model, o => (o.Steps, o.Loss) = (60, kind), PreferenceTestBed.Singles(40, seed: 9), PreferenceTestBed.Singles());
        var history = fitted.LastTransformer.Result!.History;
        Assert.That(history[0].Loss, Is.EqualTo(0.5).Within(1e-6));
        Assert.That(history[^1].Metrics![PreferenceMetrics.Validation + PreferenceMetrics.Accuracy], Is.GreaterThan(0.9));
        Assert.That(history[^1].Metrics!.ContainsKey("kl"), Is.EqualTo(kind == PreferenceLossKind.Kto));
    }

    [Test]
    public void AnotherModelCanBeTheReference()
    {
        using var model = PreferenceTestBed.Model(_context);
        using var reference = new GptModel(PreferenceTestBed.Backend(_context), PretrainTestBed.Config, new RandomGenerator(77));
        var before = PreferenceTestBed.Weights(reference);
        using var fitted = Tune(model, o => (o.Steps, o.Reference) = (3, reference));
        Assert.That(fitted.LastTransformer.Result!.History[0].Metrics![PreferenceMetrics.ChosenReward], Is.Not.Zero);
        Assert.That(PreferenceTestBed.Weights(reference), Is.EqualTo(before));
    }

    [Test]
    public void ResumingEqualsNotHavingStopped([Values(PreferenceLossKind.Sigmoid, PreferenceLossKind.Kto, PreferenceLossKind.Orpo)] PreferenceLossKind kind)
    {
        var (data, held) = kind == PreferenceLossKind.Kto
            ? (PreferenceTestBed.Singles(), PreferenceTestBed.Singles(12, seed: 9))
            : (PreferenceTestBed.Pairs(), PreferenceTestBed.Pairs(12, seed: 9));
        using var model = PreferenceTestBed.Model(_context);
        using var straight = Tune(model, o => (o.Steps, o.Loss, o.EvaluateEvery) = (12, kind, 4), held, data);
        using var other = PreferenceTestBed.Model(_context);
        using var half = Tune(
            other, o => (o.Steps, o.Loss, o.EvaluateEvery, o.CheckpointFolder, o.CheckpointEvery, o.StopWhen) = (12, kind, 4, _folder, 6, p => p.Step == 6), held, data);
        // The model has learned since its start, which is the reference all the same.
        using var resumed = Tune(
            other, o => (o.Steps, o.Loss, o.EvaluateEvery, o.CheckpointFolder, o.Resume) = (12, kind, 4, _folder, true), held, data);
        Assert.That(PreferenceTestBed.Weights(other), Is.EqualTo(PreferenceTestBed.Weights(model)));
        var (expected, actual) = (straight.LastTransformer.Result!.History, resumed.LastTransformer.Result!.History);
        Assert.That(actual.Select(r => (r.Step, r.Loss, r.ValidationLoss)), Is.EqualTo(expected.Select(r => (r.Step, r.Loss, r.ValidationLoss))));
        for (var i = 0; i < expected.Count; i++)
        {
            // What was measured when the first run ended early is measured again by neither.
            foreach (var (name, value) in expected[i].Metrics!)
                Assert.That(actual[i].Metrics![name], Is.EqualTo(value), $"step {i + 1}: {name}");
        }
    }

    [Test]
    public void ResumingOnOtherRowsIsRefused()
    {
        using var model = PreferenceTestBed.Model(_context);
        using var first = Tune(model, o => (o.Steps, o.CheckpointFolder) = (2, _folder));
        Assert.That(
            () => Tune(model, o => (o.Steps, o.CheckpointFolder, o.Resume) = (4, _folder, true), data: PreferenceTestBed.Pairs(seed: 5)),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("other rows"));
        Assert.That(
            () => Tune(model, o => (o.Steps, o.CheckpointFolder) = (4, _folder)), Throws.TypeOf<CheckpointException>().With.Message.Contains("Resume"));
    }

    [Test]
    public void EqualTextsAreRefusedByRow()
    {
        var data = Rows(([1, 2, 3], [0, 1, 1], [1, 2, 4], [0, 1, 1]), ([5, 6], [0, 1], [5, 6], [0, 1]), ([7, 8, 9], [0, 0, 1], [7, 8, 2], [0, 0, 1]));
        using var model = PreferenceTestBed.Model(_context);
        Assert.That(() => Tune(model, o => o.Steps = 1, data: data), Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("equal"));
        Assert.That(
            () => Tune(model, o => (o.Steps, o.MaximumLength) = (1, 1), data: Rows(([1, 2, 3], [0, 1, 1], [1, 2, 4], [0, 1, 1]))),
            Throws.TypeOf<CellException>().With.Message.Contains("equal after they were cut from 3 and 3 to 2"));
        using var dropped = Tune(model, o => (o.Steps, o.EqualPairs) = (1, EqualPairHandling.Drop), data: data);
        Assert.That(dropped.LastTransformer.Result!.Steps, Is.EqualTo(1));
        Assert.That(
            () => Tune(model, o => (o.Steps, o.EqualPairs) = (1, EqualPairHandling.Drop), data: Rows(([5, 6], [0, 1], [5, 6], [0, 1]))),
            Throws.TypeOf<PreflightException>().With.Message.Contains("1 have equal texts"));
    }

    [Test]
    public void RowsWithoutAnAnswerAreRefusedByRow()
    {
        var data = Rows(([1, 2, 3], [0, 1, 1], [1, 2, 4], [0, 1, 1]), ([5, 6, 1, 1, 1, 2], [0, 0, 0, 0, 0, 1], [5, 7], [0, 1]));
        using var model = PreferenceTestBed.Model(_context);
        Assert.That(
            () => Tune(model, o => (o.Steps, o.MaximumLength) = (1, 3), data: data),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("cut from 6 to 4"));
        using var dropped = Tune(model, o => (o.Steps, o.MaximumLength, o.Empty) = (1, 3, EmptyExampleHandling.Drop), data: data);
        Assert.That(
            () => Tune(model, o => (o.Steps, o.MaximumLength, o.Truncation) = (1, 3, ExampleTruncation.Refuse), data: data),
            Throws.TypeOf<CellException>().With.Message.Contains("row 1").And.Message.Contains("6 tokens"));
        using var fromStart = Tune(model, o => (o.Steps, o.MaximumLength, o.Truncation) = (1, 5, ExampleTruncation.CutStart), data: data);
    }

    [Test]
    public void ValidationRowsThatAreTrainedOnAreRefused()
    {
        using var model = PreferenceTestBed.Model(_context);
        Assert.That(
            () => Tune(model, o => o.Steps = 1, PreferenceTestBed.Pairs(4), PreferenceTestBed.Pairs()),
            Throws.TypeOf<PreflightException>().With.Message.Contains("also trained on"));
    }

    [Test]
    public void AnExplodingLossKeepsTheLastGoodCheckpoint()
    {
        using var model = PreferenceTestBed.Model(_context);
        var failure = Assert.Throws<TrainingException>(() => Tune(model, o =>
        {
            (o.Steps, o.CheckpointFolder, o.CheckpointEvery) = (80, _folder, 1);
            (o.LearningRate, o.MaximumGradientNorm, o.Schedule) = (100, 0, ScheduleKind.Constant);
            o.Optimizer = new AdamWOptions { WeightDecay = 10 };
        }));
        Assert.That(failure!.Message, Does.Contain("LearningRate").And.Contain("checkpoint"));
        Assert.That(CheckpointStore.ReadState(failure.Checkpoint!).Step, Is.EqualTo(failure.Step - 1));
    }

    [Test]
    public void AFailedRunReturnsItsMemory()
    {
        using var model = PreferenceTestBed.Model(_context);
        var backend = PreferenceTestBed.Backend(_context);
        Tune(model, o => o.Steps = 1);
        model.Parameters().ToList().ForEach(p => p.Value.ReleaseGradient());
        var before = backend.Memory.TensorsInUse;
        Assert.That(
            () => Tune(model, o => (o.Steps, o.StopWhen) = (5, _ => throw new InvalidOperationException("stop"))), Throws.InvalidOperationException);
        model.Parameters().ToList().ForEach(p => p.Value.ReleaseGradient());
        Assert.That(backend.Memory.TensorsInUse, Is.EqualTo(before));
    }

    private static TestView Rows(params (int[] Chosen, int[] ChosenMask, int[] Rejected, int[] RejectedMask)[] rows) => new TestView()
        .Add(PreferenceColumns.ChosenTokens, [.. rows.Select(r => r.Chosen)]).Add(PreferenceColumns.ChosenLossMask, [.. rows.Select(r => r.ChosenMask)])
        .Add(PreferenceColumns.RejectedTokens, [.. rows.Select(r => r.Rejected)])
        .Add(PreferenceColumns.RejectedLossMask, [.. rows.Select(r => r.RejectedMask)]);

    private TransformerChain<PretrainTransformer> Tune(
        GptModel model, Action<PreferenceTuningOptions> configure, IDataView? validation = null, IDataView? data = null) =>
        new EstimatorChain<PretrainTransformer>().Append(_context.Trainers.PreferenceTune(model, o =>
        {
            (o.BatchSize, o.LearningRate) = (8, 3e-3);
            configure(o);
        })).Fit(data ?? PreferenceTestBed.Pairs(), validation);
}
