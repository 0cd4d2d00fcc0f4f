using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

public class LoraAdaptersTests
{
    private CpuBackend _backend = null!;
    private GptModel _model = null!;

    [SetUp]
    public void Create()
    {
        _backend = new CpuBackend(1);
        _model = TestModels.Create(_backend, tied: false);
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    [Test]
    public void AFreshAdapterChangesNothing(
        [Values(LoraInitialization.Default, LoraInitialization.Gaussian, LoraInitialization.Pissa, LoraInitialization.Olora)]
        LoraInitialization initialization)
    {
        var before = TestModels.Logits(_model);
        _model.Attach(new LoraOptions { Rank = 4, TargetModules = ["c_attn", "c_fc", "lm_head"], Initialization = initialization });
        TestModels.AssertNear(TestModels.Logits(_model), before, 1e-5);
    }

    [Test]
    public void DoraStartsAsTheBase()
    {
        var before = TestModels.Logits(_model);
        _model.Attach(new LoraOptions { Rank = 4, TargetModules = ["all-linear"], UseDora = true });
        TestModels.AssertNear(TestModels.Logits(_model), before, 1e-5);
    }

    [Test]
    public void EveryKindTrainsTheAdapterAlone([ValueSource(nameof(Kinds))] string kind)
    {
        var before = TestModels.Weights(_model);
        var adapters = _model.Attach(Kind(kind));
        var losses = TestModels.Train(_model, 20, () =>
        {
            foreach (var (name, parameter) in _model.NamedParameters())
                Assert.That(parameter.Gradient is null, Is.EqualTo(!parameter.RequiresGradient), name);
        });
        Assert.That(losses[^1], Is.LessThan(losses[0] - 0.05f));
        adapters.Unload();
        TestModels.AssertSame(TestModels.Weights(_model), before);
        Assert.That(_model.Parameters().All(p => p.RequiresGradient));
    }

    [Test]
    public void MergedAndUnmergedAgree([ValueSource(nameof(Kinds))] string kind)
    {
        var adapters = _model.Attach(Kind(kind));
        TestModels.Train(_model);
        var expected = TestModels.Logits(_model);
        var before = TestModels.Weights(_model);
        adapters.Merge();
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);
        adapters.Unmerge();
        TestModels.AssertSame(TestModels.Weights(_model), before);
        Assert.That(TestModels.Logits(_model), Is.EqualTo(expected));
        adapters.MergeAndUnload();
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);
        Assert.That(_model.GetAdapters(), Is.Null);
    }

    [Test]
    public void SavedAndLoadedAgree([ValueSource(nameof(Kinds))] string kind)
    {
        using var folder = new TemporaryFolder();
        var adapters = _model.Attach(Kind(kind));
        TestModels.Train(_model);
        var expected = TestModels.Logits(_model);
        adapters.Save(folder.Path);
        adapters.Unload();
        _model.LoadAdapter<LoraAdapters>(folder.Path);
        TestModels.AssertNear(TestModels.Logits(_model), expected, kind is "pissa" or "olora" ? 1e-5 : 0);
    }

    [Test]
    public void AHeadsLossIsThatOfItsLogits([Values] bool dora)
    {
        _model.Attach(new LoraOptions
        {
            Rank = 4,
            TargetModules = ["lm_head"],
            UseDora = dora,
            Initialization = LoraInitialization.Random,
        });
        using var scope = new TensorScope();
        var loss = _model.Loss(TestModels.Batch(), 1).ToScalar();
        var expected = Functional.LinearCrossEntropy(
            _model.Logits(TestModels.Batch()), Unit(), _backend.FromArray(TestModels.Batch().Labels, new Shape(2, 8)), 1).ToScalar();
        Assert.That(loss, Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void AdaptersSwitchByName()
    {
        var adapters = _model.Attach(new LoraOptions { Rank = 2, TargetModules = ["c_attn"] }, "a");
        TestModels.Train(_model);
        var first = TestModels.Logits(_model);
        _model.Attach(new LoraOptions { Rank = 3, TargetModules = ["c_fc", "c_attn"], UseDora = true, Bias = LoraBias.All }, "b", seed: 7);
        TestModels.Train(_model);
        var second = TestModels.Logits(_model);
        Assert.That(second, Is.Not.EqualTo(first));
        adapters.Activate("a");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(first));
        adapters.Activate("b");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(second));
        adapters.Delete("b");
        adapters.Activate("a");
        Assert.That(TestModels.Logits(_model), Is.EqualTo(first));
        Assert.That(() => adapters.Activate("b"), Throws.TypeOf<PeftException>().With.Message.Contains("There are: a"));
    }

    [Test]
    public void ConcatenatedIsTheWeightedSum()
    {
        var adapters = Two(rank: 3);
        adapters.Combine("sum", new Dictionary<string, double> { ["a"] = 1, ["b"] = 1 });
        adapters.Activate("a", "b");
        var expected = TestModels.Logits(_model);
        adapters.ActivateFrozen("sum");
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);

        using var folder = new TemporaryFolder();
        adapters.Save(folder.Path, "sum");
        adapters.Unload();
        _model.LoadAdapter<LoraAdapters>(folder.Path);
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);
    }

    [Test]
    public void LinearWithOneWeightIsThatAdapter()
    {
        var adapters = Two(rank: 2);
        adapters.Activate("a");
        var expected = TestModels.Logits(_model);
        adapters.Combine("one", new Dictionary<string, double> { ["a"] = 1, ["b"] = 0 }, LoraCombination.Linear);
        adapters.ActivateFrozen("one");
        TestModels.AssertNear(TestModels.Logits(_model), expected, 1e-5);
    }

    [Test]
    public void LinearNeedsOneRank() => Assert.That(
        () => Two(rank: 3).Combine("sum", new Dictionary<string, double> { ["a"] = 1, ["b"] = 1 }, LoraCombination.Linear),
        Throws.TypeOf<PeftException>().With.Message.Contains("rank 2"));

    [Test]
    public void AModelWithAdaptersIsNotWrittenAsAModel()
    {
        using var folder = new TemporaryFolder();
        var adapters = _model.Attach(new LoraOptions { TargetModules = ["c_attn"] });
        Assert.That(() => _model.Save(folder.File("m")), Throws.InstanceOf<PipelineException>().With.Message.Contains("c_attn"));
        adapters.MergeAndUnload();
    }

    [Test]
    public void ATiedEmbeddingIsNotMergedIntoTheHead()
    {
        using var tied = TestModels.Create(_backend);
        var adapters = tied.Attach(new LoraOptions { TargetModules = ["wte"], Rank = 2 });
        Assert.That(adapters.Merge, Throws.TypeOf<PeftException>().With.Message.Contains("transformer.wte"));
        Assert.That(
            () => tied.Attach(new LoraOptions { TargetModules = ["c_attn"], ModulesToSave = ["wte"] }, "b"),
            Throws.TypeOf<PeftException>().With.Message.Contains("EnsureWeightTying"));
    }

    [Test]
    public void CountsAreGpt2s()
    {
        using var gpt2 = new GptModel(_backend, GptConfig.Gpt2, random: null);
        var adapters = gpt2.Attach(new LoraOptions { Rank = 16, TargetModules = ["c_attn"] });
        Assert.That(adapters.CountTrainableParameters(), Is.EqualTo(589_824));
    }

    [Test]
    public void DropoutActsInTrainingOnly()
    {
        _model.Attach(new LoraOptions { TargetModules = ["c_attn"], Dropout = 0.5f, Initialization = LoraInitialization.Random });
        var (first, second) = (TestModels.Logits(_model), TestModels.Logits(_model));
        Assert.That(second, Is.EqualTo(first));
        _model.ToTraining();
        (first, second) = (TestModels.Logits(_model), TestModels.Logits(_model));
        Assert.That(second, Is.Not.EqualTo(first));
    }

    private static IEnumerable<string> Kinds =>
        ["plain", "rslora", "bias", "embedding", "dora", "dora-embedding", "pissa", "olora", "saved", "all-bias", "head"];

    private static LoraOptions Kind(string kind)
    {
        var options = new LoraOptions { Rank = 4, TargetModules = ["c_attn", "c_proj"] };
        switch (kind)
        {
            case "rslora": options.RankStabilized = true; break;
            case "bias": options.HasBias = true; break;
            case "embedding": options.TargetModules = ["wte", "wpe"]; break;
            case "dora": options.UseDora = true; break;
            case "dora-embedding": (options.TargetModules, options.UseDora) = (["wte", "c_fc"], true); break;
            case "pissa": options.Initialization = LoraInitialization.Pissa; break;
            case "olora": (options.Initialization, options.RankStabilized) = (LoraInitialization.Olora, true); break;
            case "saved": options.ModulesToSave = ["lm_head", "ln_f"]; break;
            case "all-bias": options.Bias = LoraBias.All; break;
            case "head": options.TargetModules = ["lm_head"]; break;
        }

        return options;
    }

    private LoraAdapters Two(int rank)
    {
        _model.Attach(
            new LoraOptions { Rank = 2, TargetModules = ["c_attn"], Initialization = LoraInitialization.Random }, "a", seed: 1);
        return _model.Attach(
            new LoraOptions { Rank = rank, TargetModules = ["c_attn"], Initialization = LoraInitialization.Random }, "b", seed: 2);
    }

    private Tensor Unit()
    {
        var unit = _backend.Zeros(new Shape(TestModels.VocabularySize, TestModels.VocabularySize));
        for (var i = 0; i < TestModels.VocabularySize; i++)
            unit.AsSpan<float>()[i * TestModels.VocabularySize + i] = 1;
        return unit;
    }
}
