using Pipelines.Gpt;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

public class SoftPromptTrainerTests
{
    private static readonly string[] Methods = ["prompt", "prefix", "projection", "mlp", "lstm"];

    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);

    [TearDown]
    public void Delete() => _context.Dispose();

    private ITensorBackend Backend => (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;

    [TestCaseSource(nameof(Methods))]
    public void ATrainedPromptLearnsAndItsBaseStays(string method)
    {
        using var model = SoftPromptModels.Create(Backend, "gpt2");
        var before = TestModels.Weights(model);
        // Plain numbers move by the rate alone, those behind a network further.
        var fitted = Fit(model, method, steps: 100, rate: method is "prompt" or "prefix" ? 0.1 : 0.02);
        var losses = fitted.Result.History.Select(h => h.Loss).ToArray();
        Assert.That(losses[^8..].Average(), Is.LessThan(losses[..8].Average() - 0.1));
        Assert.That(fitted.Adapters.Active, Is.EqualTo(new[] { "mine" }));
        Assert.That(model.CountParameters(trainableOnly: true), Is.Zero);
        fitted.Adapters.Unload();
        TestModels.AssertSame(TestModels.Weights(model), before);
    }

    [TestCaseSource(nameof(Methods))]
    public void APipelineFileHoldsTheBaseOrNamesIt(string method)
    {
        foreach (var fromFolder in new[] { false, true })
        {
            using var folder = new TemporaryFolder();
            IModelSource source = SoftPromptModels.Create(Backend, "llama");
            if (fromFolder)
            {
                using var model = (GptModel)source;
                model.Save(folder.File("base"));
                source = _context.Model.LoadGpt(folder.File("base"));
            }

            var (stage, _, _) = Fit(source, method, steps: 5);
            float[] expected = [.. stage.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss)];
            _context.Model.Save(stage, folder.File("a.pipeline"));
            Assert.That(stage.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(expected), "after saving");
            ((IDisposable)stage).Dispose();
            var loaded = _context.Model.Load(folder.File("a.pipeline"));
            Assert.That(loaded.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(expected));
            (loaded as IDisposable)?.Dispose();
        }
    }

    [Test]
    public void ExamplesAreLearnedByTheirMask([Values] bool packing, [Values] bool keyValues)
    {
        using var model = SoftPromptModels.Create(Backend, "gpt2");
        var data = new TestView().Add(ColumnNames.Tokens, [1, 2, 3, 4], [5, 6, 7, 8], [2, 4, 6]).Add(ColumnNames.LossMask, [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 1]);
        ITransformer fitted = keyValues
            ? _context.Trainers.PrefixTuning(model, o => Configure(o, packing)).Fit(data)
            : _context.Trainers.PromptTuning(model, o => Configure(o, packing)).Fit(data);
        Assert.That(fitted.Transform(data).GetColumn<int>(ColumnNames.TokenCount), Is.EqualTo(new[] { 2, 3, 1 }));

        static void Configure(SoftPromptTrainerOptions o, bool packing)
        {
            (o.VirtualTokenCount, o.Steps, o.BatchSize, o.Packing, o.Preflight) = (3, 2, 2, packing, PreflightMode.Skip);
        }
    }

    [Test]
    public void AFailedFitLeavesTheModelAsItWas()
    {
        using var model = SoftPromptModels.Create(Backend, "gpt2");
        var before = TestModels.Weights(model);
        Assert.That(
            () => _context.Trainers.PromptTuning(model, o => (o.Steps, o.StopWhen) = (2, _ => throw new InvalidOperationException("stop"))).Fit(Blocks()),
            Throws.Exception);
        TestModels.AssertSame(TestModels.Weights(model), before);
        Assert.That(model.GetAdapters(), Is.Null);
        Assert.That(model.SoftPrompt, Is.Null);
    }

    [Test]
    public void OptionsAreChecked()
    {
        using var model = SoftPromptModels.Create(Backend, "gpt2");
        Assert.That(
            () => _context.Trainers.PromptTuning(model, o => o.Initialization = PromptInitialization.Text),
            Throws.TypeOf<OptionsException>().With.Message.Contains("InitialText"));
        Assert.That(
            () => _context.Trainers.PrefixTuning(model, o => o.VirtualTokenCount = 0),
            Throws.TypeOf<OptionsException>().With.Message.Contains("VirtualTokenCount"));
        Assert.That(
            () => _context.Trainers.PTuning(model, o => o.EncoderLayerCount = 0),
            Throws.TypeOf<OptionsException>().With.Message.Contains("EncoderLayerCount"));
        var data = new TestView().Add(ColumnNames.Tokens, [1, 2, 3, 4], [2, 3, 4]).Add(ColumnNames.LossMask, [0, 0, 1, 1], [0, 1, 1]);
        Assert.That(
            () => _context.Trainers.PromptTuning(model, o => (o.VirtualTokenCount, o.MaximumLength) = (10, 35)).Fit(data),
            Throws.TypeOf<OptionsException>().With.Message.Contains("30 tokens"));
    }

    [Test]
    public void ARunGoesOnFromItsCheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var whole = SoftPromptModels.Create(Backend, "gpt2");
        var expected = Fit(whole, "lstm", 8).Result.History.Select(h => h.Loss);
        using var model = SoftPromptModels.Create(Backend, "gpt2");
        Assert.That(() => Run(o => o.StopWhen = p => p.Step == 4 ? throw new InvalidOperationException("stop") : false), Throws.Exception);
        var resumed = Run(_ => { });
        Assert.That(resumed.Result!.History.Select(h => h.Loss), Is.EqualTo(expected));

        AdapterTransformer<PTuningAdapters> Run(Action<PTuningTrainerOptions> more) => _context.Trainers.PTuning(model, o =>
        {
            Common(o, 8);
            (o.Encoder, o.EncoderHiddenSize, o.CheckpointFolder, o.CheckpointEvery, o.Resume) = (PromptEncoderKind.Lstm, 6, folder.File("run"), 2, true);
            more(o);
        }).Fit(Blocks());
    }

    private (ITransformer Stage, AdapterSet Adapters, TrainingResult Result) Fit(IModelSource model, string method, int steps, double rate = 1e-2)
    {
        var data = Blocks();
        switch (method)
        {
            case "prompt":
                return Of(_context.Trainers.PromptTuning(model, o => Common(o, steps, rate)).Fit(data));
            case "prefix" or "projection":
                return Of(_context.Trainers.PrefixTuning(model, o =>
                {
                    Common(o, steps, rate);
                    (o.Projection, o.EncoderHiddenSize) = (method == "projection", 10);
                }).Fit(data));
            default:
                return Of(_context.Trainers.PTuning(model, o =>
                {
                    Common(o, steps, rate);
                    (o.Encoder, o.EncoderHiddenSize) = (method == "lstm" ? PromptEncoderKind.Lstm : PromptEncoderKind.Mlp, 6);
                }).Fit(data));
        }

        static (ITransformer, AdapterSet, TrainingResult) Of<T>(AdapterTransformer<T> stage) where T : AdapterSet, IAdapterSet<T> =>
            (stage, stage.Adapters, stage.Result!);
    }

    private static void Common(SoftPromptTrainerOptions options, int steps, double rate = 1e-2) =>
        (options.VirtualTokenCount, options.AdapterName, options.Steps, options.BatchSize, options.LearningRate) = (4, "mine", steps, 4, rate);

    private static TestView Blocks()
    {
        var rows = Enumerable.Range(0, 8).Select(r => Enumerable.Range(0, 9).Select(i => (r + 3 * i) % TestModels.VocabularySize).ToArray()).ToArray();
        return new TestView()
            .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
            .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
    }
}
