using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

public class LoraTrainerTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);

    [TearDown]
    public void Delete() => _context.Dispose();

    private ITensorBackend Backend => (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;

    [Test]
    public void ATrainedAdapterLearnsAndItsBaseStays()
    {
        var model = TestModels.Create(Backend);
        var before = TestModels.Weights(model);
        using var fitted = Fit(model, o => (o.Steps, o.LoraPlusRatio) = (60, 4));
        var result = fitted.LastTransformer.Result!;
        Assert.That(result.History[^1].Loss, Is.LessThan(result.History[0].Loss - 0.1));
        fitted.LastTransformer.Adapters.Unload();
        TestModels.AssertSame(TestModels.Weights(model), before);
    }

    [Test]
    public void APipelineFileHoldsTheBaseOrNamesIt([Values] bool fromFolder)
    {
        using var folder = new TemporaryFolder();
        IModelSource source = TestModels.Create(Backend);
        if (fromFolder)
        {
            using var model = (GptModel)source;
            model.Save(folder.File("base"));
            source = _context.Model.LoadGpt(folder.File("base"));
        }

        float[] expected;
        using (var fitted = Fit(source, o => o.Steps = 5))
        {
            expected = [.. fitted.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss)];
            _context.Model.Save(fitted, folder.File("a.pipeline"));
            Assert.That(fitted.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(expected), "after saving");
        }

        var loaded = _context.Model.Load(folder.File("a.pipeline"));
        Assert.That(loaded.Transform(Blocks()).GetColumn<float>(ColumnNames.Loss), Is.EqualTo(expected));
        (loaded as IDisposable)?.Dispose();
        if (!fromFolder)
            return;
        Directory.Delete(folder.File("base"), recursive: true);
        Assert.That(
            () => _context.Model.Load(folder.File("a.pipeline")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("base"));
    }

    [Test]
    public void AChainThatGeneratesBehindAnAdapterIsSavedOnceAndOpened()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = CharacterTokenizer.Create("abcdefghijklmnop".EnumerateRunes(), new CharacterTokenizerOptions { EndOfText = "<end>" });
        using (var model = TestModels.Create(Backend))
            model.Save(folder.File("base"), tokenizer: tokenizer);
        var data = new TestView()
            .Add(ColumnNames.Prompt, "abc", "def", "gha")
            .Add(ColumnNames.Completion, "dd", "ee", "ff")
            .Add("Customer", AdapterSet.DefaultName, "", AdapterSet.DefaultName);
        var source = _context.Model.LoadGpt(folder.File("base"));
        string[] expected;
        using (var fitted = _context.Transforms.TokenizeExamples(source.Tokenizer!)
            .Append(_context.Trainers.Lora(source, o =>
            {
                (o.TargetModules, o.Initialization, o.Steps, o.LearningRate) = (["all-linear"], LoraInitialization.Random, 4, 0.05);
                o.Preflight = PreflightMode.Skip;
            }))
            .Append(_context.Transforms.Generate(o => (o.MaximumNewTokens, o.AdapterColumn) = (8, "Customer")))
            .Fit(data))
        {
            expected = Texts(fitted.Transform(data));
            _context.Model.Save(fitted, folder.File("chain.pipeline"));
            Assert.That(Texts(fitted.Transform(data)), Is.EqualTo(expected), "after saving");
            source.Model.GetAdapters()!.Deactivate();
            var plain = new TextGenerator(source.Model, tokenizer).Generate("def", new GenerationOptions { MaximumNewTokens = 8 });
            Assert.That(expected[1], Is.EqualTo(plain), "the row that names no adapter has the base's text");
        }

        Assert.That(new FileInfo(folder.File("chain.pipeline")).Length, Is.LessThan(new FileInfo(folder.File("base/model.safetensors")).Length * 2));
        var loaded = _context.Model.Load(folder.File("chain.pipeline"));
        Assert.That(Texts(loaded.Transform(data)), Is.EqualTo(expected));
        (loaded as IDisposable)?.Dispose();

        static string[] Texts(IDataView view) => [.. view.GetColumn<ReadOnlyMemory<char>>(ColumnNames.Generated).Select(t => t.ToString())];
    }

    [Test]
    public void TheStageIsMadeFromConfigurationByItsId()
    {
        using var folder = new TemporaryFolder();
        var tokenizer = CharacterTokenizer.Create("abcdefghijklmnop".EnumerateRunes(), new CharacterTokenizerOptions { EndOfText = "<end>" });
        using (var model = TestModels.Create(Backend))
            model.Save(folder.File("base"), tokenizer: tokenizer);
        var json = $$"""
            {
              "Stages": [
                { "Stage": "pipelines.tokenize-examples", "Options": { "TokenizerPath": "{{folder.File("base")}}" } },
                { "Stage": "pipelines.lora", "Options": {
                    "ModelPath": "{{folder.File("base")}}", "TargetModules": [ "c_attn" ], "Rank": 2, "Steps": 3, "Preflight": "Skip" } }
              ]
            }
            """;
        var data = new TestView().Add(ColumnNames.Prompt, "abc", "def").Add(ColumnNames.Completion, "dd", "ee");
        var fitted = _context.Model.CreatePipelineFromJson(json).Fit(data);
        Assert.That(fitted.LastTransformer, Is.TypeOf<AdapterTransformer<LoraAdapters>>());
        Assert.That(((AdapterTransformer<LoraAdapters>)fitted.LastTransformer).Adapters.OptionsOf().Rank, Is.EqualTo(2));
        (fitted as IDisposable)?.Dispose();
    }

    [Test]
    public void AFailedFitLeavesTheModelAsItWas()
    {
        using var model = TestModels.Create(Backend);
        var before = TestModels.Weights(model);
        Assert.That(() => Fit(model, o => (o.Steps, o.StopWhen) = (2, _ => throw new InvalidOperationException("stop"))), Throws.Exception);
        TestModels.AssertSame(TestModels.Weights(model), before);
        Assert.That(model.GetAdapters(), Is.Null);
    }

    [Test]
    public void OptionsAreChecked()
    {
        using var model = TestModels.Create(Backend);
        Assert.That(() => _context.Trainers.Lora(model), Throws.TypeOf<OptionsException>().With.Message.Contains("TargetModules"));
        Assert.That(
            () => _context.Trainers.Lora(model, o => (o.TargetModules, o.Rank) = (["c_attn"], 0)),
            Throws.TypeOf<OptionsException>().With.Message.Contains("Rank"));
    }

    [Test]
    public void ExamplesAreLearnedByTheirMask([Values] bool packing)
    {
        var model = TestModels.Create(Backend);
        var data = new TestView().Add(ColumnNames.Tokens, [1, 2, 3, 4], [5, 6, 7, 8], [2, 4, 6]).Add(ColumnNames.LossMask, [0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 1]);
        using var fitted = _context.Trainers.Lora(model, o =>
        {
            (o.TargetModules, o.Steps, o.BatchSize, o.Packing) = (["all-linear"], 2, 2, packing);
            o.Preflight = PreflightMode.Skip;
        }).Fit(data);
        Assert.That(fitted.Transform(data).GetColumn<int>(ColumnNames.TokenCount), Is.EqualTo(new[] { 2, 3, 1 }));
    }

    private TransformerChain<AdapterTransformer<LoraAdapters>> Fit(IModelSource model, Action<LoraTrainerOptions> configure) =>
        new EstimatorChain<AdapterTransformer<LoraAdapters>>().Append(_context.Trainers.Lora(model, o =>
        {
            (o.TargetModules, o.Rank, o.BatchSize, o.LearningRate) = (["c_attn", "c_fc"], 4, 4, 1e-2);
            configure(o);
        })).Fit(Blocks());

    private static TestView Blocks()
    {
        var rows = Enumerable.Range(0, 8).Select(r => Enumerable.Range(0, 9).Select(i => (r + 3 * i) % TestModels.VocabularySize).ToArray()).ToArray();
        return new TestView()
            .Add(ColumnNames.InputIds, [.. rows.Select(r => r[..^1])])
            .Add(ColumnNames.Labels, [.. rows.Select(r => r[1..])]);
    }
}
