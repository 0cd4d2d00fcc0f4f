using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Fuzzing;

namespace Pipelines.Gpt.Tests;

/// <summary>Damaged copies of each file of a model load, or are refused with what is wrong; PIPELINES_FUZZ_COUNT raises their number.</summary>
internal sealed class DamagedModelTests
{
    private const int Few = 300;

    private PipelineContext _context = null!;
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("pipelines-gpt-").FullName;
        _context = PretrainTestBed.CreateContext();
    }

    [TearDown]
    public void TearDown()
    {
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Configs([Values] bool isLlama) => Check("config.json", isLlama);

    [Test]
    public void Weights([Values] bool isLlama) => Check("model.safetensors", isLlama);

    [Test]
    public void Indices() => Check("model.safetensors.index.json", isLlama: true, shardSize: 4000);

    [Test]
    public void Shards() => Check("model-00002-of-*.safetensors", isLlama: false, shardSize: 30_000);

    [Test]
    public void Pipelines()
    {
        var file = Path.Combine(_folder, "saved.pipeline");
        using (var backend = new CpuBackend(1))
        using (var stage = new PretrainTransformer(new GptModel(backend, PretrainTestBed.LlamaConfig, new RandomGenerator(1)), null, new ScoringColumns()))
            _context.Model.Save(stage, file);
        Mutations.Check(
            File.ReadAllBytes(file), "saved.pipeline", Few, e => e is PipelineException, path => (_context.Model.Load(path) as IDisposable)?.Dispose());
        AssertNothingIsLeft();
    }

    private void Check(string name, bool isLlama, long shardSize = long.MaxValue)
    {
        using (var backend = new CpuBackend(1))
        using (var model = new GptModel(backend, Config(isLlama), new RandomGenerator(3)))
            model.Save(_folder, o => o.MaximumShardSize = shardSize);
        name = Path.GetFileName(Directory.GetFiles(_folder, name).Single());
        Mutations.Check(
            File.ReadAllBytes(Path.Combine(_folder, name)), name, Few, e => e is PipelineException,
            path => _context.Model.LoadGpt(Path.GetDirectoryName(path)!).Dispose(),
            folder =>
            {
                foreach (var file in Directory.GetFiles(_folder))
                    File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            });
        AssertNothingIsLeft();
    }

    private static GptConfig Config(bool isLlama) => isLlama
        ? PretrainTestBed.LlamaConfig with
        {
            TieEmbeddings = false,
            RopeScaling = new RopeScaling { Kind = RopeScalingKind.Llama3, Factor = 8f, OriginalBlockSize = 8, LowFrequencyFactor = 1f, HighFrequencyFactor = 4f },
        }
        : PretrainTestBed.Config;

    private void AssertNothingIsLeft()
    {
        var backend = (CpuBackend)_context.Services.GetService(typeof(ITensorBackend))!;
        Assert.That(backend.Memory.TensorsInUse, Is.Zero, "tensors of refused copies");
    }
}
