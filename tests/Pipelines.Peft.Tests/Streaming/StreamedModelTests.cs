using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

public class StreamedModelTests
{
    private PipelineContext _context = null!;
    private TemporaryFolder _folder = null!;

    private ITensorBackend Backend => (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;

    [SetUp]
    public void Create()
    {
        _context = PipelineContext.Create(p => p.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);
        _folder = new TemporaryFolder();
    }

    [TearDown]
    public void Delete()
    {
        _context.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void TrainingALoraGivesTheResidentLossesBitForBit(
        [Values("gpt2", "llama")] string family, [Values] bool checkpointing, [Values] bool dora)
    {
        var path = StreamedModels.Save(
            Backend, _folder, family == "gpt2" ? StreamedModels.Gpt2 : StreamedModels.Llama, o => o.MaximumShardSize = 200_000);
        Assert.That(Directory.GetFiles(path, "*.safetensors"), Has.Length.GreaterThan(1));
        var (expected, expectedLosses) = Train(null);
        var (actual, losses) = Train(StreamedModels.Budget);
        Assert.That(losses, Has.Length.GreaterThanOrEqualTo(20).And.EqualTo(expectedLosses));
        TestModels.AssertSame(actual, expected);

        (Dictionary<string, float[]> Adapter, double[] Losses) Train(long? budget)
        {
            using var gpt = _context.Model.LoadGpt(path, o => o.MemoryBudget = budget);
            Assert.That(gpt.Model.Parameters().Any(p => p.Value.IsStreamed), Is.EqualTo(budget is not null));
            using var fitted = _context.Trainers.Lora(gpt, o =>
            {
                (o.TargetModules, o.Rank, o.BatchSize, o.LearningRate, o.Steps) = (["all-linear"], 4, 4, 1e-2, 24);
                (o.GradientCheckpointing, o.UseDora, o.Dropout) = (checkpointing, dora, 0.1f);
            }).Fit(StreamedModels.Blocks());
            var adapter = gpt.Model.NamedParameters().Where(p => p.Name.Contains("lora_", StringComparison.Ordinal))
                .ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
            if (gpt.Streaming is { } stream)
                Assert.That(stream.PrefetchCount, Is.GreaterThan(stream.ReadCount * 9 / 10), "read ahead");
            return (adapter, StreamedModels.Losses(fitted.Result!));
        }
    }

    [TestCase(ElementType.Float32, WeightStorage.Float32)]
    [TestCase(ElementType.BFloat16, WeightStorage.Float32)]
    [TestCase(ElementType.Float16, WeightStorage.Float32)]
    [TestCase(ElementType.Float16, WeightStorage.BFloat16)]
    [TestCase(ElementType.Float32, WeightStorage.BFloat16)]
    public void GenerationAndScoresAreTheResidentOnes(ElementType stored, WeightStorage storage)
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2, o => o.ElementType = stored);
        using var resident = _context.Model.LoadGpt(path, o => o.WeightStorage = storage);
        using var streamed = _context.Model.LoadGpt(
            path, o => (o.WeightStorage, o.MemoryBudget) = (storage, storage == WeightStorage.BFloat16 ? 160_000 : StreamedModels.Budget));
        Assert.That(streamed.Model.Parameters().Any(p => p.Value.IsStreamed));
        Assert.That(TestModels.Logits(streamed.Model), Is.EqualTo(TestModels.Logits(resident.Model)));
        foreach (var beams in (int[])[1, 3])
        {
            int[] prompt = [1, 2, 3];
            var options = new GenerationOptions { MaximumNewTokens = 8, BeamCount = beams };
            Assert.That(
                new TokenGenerator(streamed.Model).Generate(prompt, options).Tokens,
                Is.EqualTo(new TokenGenerator(resident.Model).Generate(prompt, options).Tokens));
        }

        Assert.That(
            streamed.ToTransformer().Transform(StreamedModels.Blocks()).GetColumn<float>(ColumnNames.Loss),
            Is.EqualTo(resident.ToTransformer().Transform(StreamedModels.Blocks()).GetColumn<float>(ColumnNames.Loss)));
        var (all, held) = (TestModels.GetBytes(resident.Model), TestModels.GetBytes(streamed.Model));
        Assert.That(held, Is.LessThan(all / 2).And.LessThan(storage == WeightStorage.BFloat16 ? 160_000 : StreamedModels.Budget));
    }

    [Test]
    public void AdaptersAreOfTheSameBase([Values] LoraInitialization initialization)
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        using var resident = _context.Model.LoadGpt(path);
        using var streamed = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget);
        var options = new LoraOptions { TargetModules = ["c_attn"], Rank = 2, Initialization = initialization, Bias = LoraBias.All };
        var first = resident.Model.Attach(options);
        var second = streamed.Model.Attach(options);
        Assert.That(TestModels.Train(streamed.Model), Is.EqualTo(TestModels.Train(resident.Model)));
        first.Save(_folder.File("resident"));
        second.Save(_folder.File("streamed"));
        const string Weights = "adapter_model.safetensors";
        Assert.That(
            File.ReadAllBytes(Path.Combine(_folder.File("streamed"), Weights)),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(_folder.File("resident"), Weights))));
        using var same = _context.Model.LoadGpt(path);
        same.Model.LoadAdapter(_folder.File("resident"));
        using var other = _context.Model.LoadGpt(path, o => o.MemoryBudget = 2 * StreamedModels.Budget); // some layers stay
        other.Model.LoadAdapter(_folder.File("resident"));
        Assert.That(TestModels.Logits(other.Model), Is.EqualTo(TestModels.Logits(same.Model)));
        Assert.That(() => second.Merge(), Throws.TypeOf<PeftException>().With.Message.Contains("MemoryBudget"));
        second.Unload();
    }

    [Test]
    public void FineTuningTrainsWhatStaysInMemory()
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        double[] Train(long? budget)
        {
            using var gpt = _context.Model.LoadGpt(path, o => o.MemoryBudget = budget);
            var trainer = _context.Trainers.Pretrain(gpt, o =>
            {
                (o.BatchSize, o.LearningRate, o.Steps) = (4, 1e-2, 6);
                o.Trainable = new TrainableParameters { Scope = TrainableScope.Biases };
            });
            return StreamedModels.Losses(trainer.Fit(StreamedModels.Blocks()).Result!);
        }

        var losses = Train(StreamedModels.Budget);
        Assert.That(losses, Is.EqualTo(Train(null)));
        Assert.That(losses[^1], Is.LessThan(losses[0]));
    }

    [Test]
    public void WhatIsStreamedCannotBeTrained()
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        using var gpt = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget);
        Assert.That(
            () => _context.Trainers.Pretrain(gpt, o =>
            {
                (o.BatchSize, o.Steps) = (4, 1);
                o.Trainable = new TrainableParameters { Scope = TrainableScope.All };
            }).Fit(StreamedModels.Blocks()),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("h.0.attn.c_attn.weight").And.Message.Contains("MemoryBudget"));
        Assert.That(
            () => gpt.Model.Attach(new LoraOptions { TargetModules = ["c_attn"], ModulesToSave = ["h.1.mlp.c_fc"] }),
            Throws.TypeOf<PeftException>().With.Message.Contains("h.1.mlp.c_fc.weight"));
        Assert.That(
            () => gpt.Model.StoreWeights(WeightStorage.BFloat16),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("another type"));
        using var scope = new TensorScope();
        Assert.That(
            () => gpt.Model.LoadState(gpt.Model.GetState()), Throws.TypeOf<ModuleException>().With.Message.Contains("c_attn.weight"));
    }

    [Test]
    public void TooSmallABudgetNamesTheLeastThatWorks()
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        var config = StreamedModels.Gpt2;
        var matrices = 12L * config.EmbeddingSize * config.EmbeddingSize * sizeof(float);
        var least = config.CountParameters() * sizeof(float) - (config.LayerCount - 2) * matrices;
        Assert.That(
            () => _context.Model.LoadGpt(path, o => o.MemoryBudget = least - 1),
            Throws.TypeOf<OptionsException>().With.Message.Contains($"{least:N0}").And.Message.Contains("bfloat16"));
        using (var gpt = _context.Model.LoadGpt(path, o => o.MemoryBudget = least))
        {
            TestModels.Logits(gpt.Model);
            Assert.That(TestModels.GetBytes(gpt.Model), Is.LessThanOrEqualTo(least));
        }

        Assert.That(
            () => _context.Model.LoadGpt(path, o => o.MemoryBudget = 0),
            Throws.TypeOf<OptionsException>().With.Message.Contains("MemoryBudget"));
        using var whole = _context.Model.LoadGpt(path, o => o.MemoryBudget = config.CountParameters() * sizeof(float));
        Assert.That(whole.Model.Parameters().Any(p => p.Value.IsStreamed || p.RequiresGradient), Is.False);
    }

    [Test]
    public void AFileThatChangesIsAnError([Values] bool isCut)
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        using var gpt = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget);
        TestModels.Logits(gpt.Model);
        var file = Path.Combine(path, "model.safetensors");
        using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            if (isCut)
                stream.SetLength(1000);
            else
                stream.Write([0]);
        }

        if (!isCut)
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        Assert.That(
            () => TestModels.Logits(gpt.Model),
            Throws.TypeOf<ModelFormatException>().With.Message.Contains("changed").And.Message.Contains(file));
    }

    [Test]
    public void ADisposedModelReleasesItsMemoryAndFile()
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        var before = Backend.Memory;
        using (var gpt = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget))
            TestModels.Logits(gpt.Model);
        Assert.That(Backend.Memory.BytesInUse, Is.EqualTo(before.BytesInUse));
        using var stream = new FileStream(Path.Combine(path, "model.safetensors"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.That(stream.Length, Is.Positive);
    }

    [Test]
    public void ACheckpointLeavesOutWhatIsStreamedAndResumes()
    {
        var path = StreamedModels.Save(Backend, _folder, StreamedModels.Gpt2);
        using var once = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget);
        using var twice = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget);
        using var again = _context.Model.LoadGpt(path, o => o.MemoryBudget = StreamedModels.Budget);
        var expected = Train(once, 8, null);
        Train(twice, 4, _folder.File("run"));
        Assert.That(Train(again, 8, _folder.File("run"))[^1], Is.EqualTo(expected[^1]));

        double[] Train(PretrainedGpt gpt, int steps, string? checkpoints)
        {
            using var fitted = _context.Trainers.Lora(gpt, o =>
            {
                (o.TargetModules, o.Rank, o.BatchSize, o.Steps, o.CheckpointFolder) = (["c_attn"], 2, 4, steps, checkpoints);
                (o.Schedule, o.Resume) = (ScheduleKind.Constant, checkpoints is not null);
            }).Fit(StreamedModels.Blocks());
            return StreamedModels.Losses(fitted.Result!);
        }
    }
}
