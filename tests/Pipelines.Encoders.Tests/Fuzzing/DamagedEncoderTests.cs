using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Testing.Fuzzing;
using Pipelines.Testing.Goldens;

namespace Pipelines.Encoders.Tests;

/// <summary>
/// Damaged copies of each file of a model load, or are refused with what is wrong; PIPELINES_FUZZ_COUNT raises their number.
/// </summary>
[NonParallelizable]
internal sealed class DamagedEncoderTests
{
    private const int Few = 200;

    private static readonly DebertaConfig Deberta = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        EmbeddingSize = 4,
        LayerCount = 1,
        HeadCount = 2,
        IntermediateSize = 12,
        PositionCount = 9,
        RelativeAttention = true,
        PositionBuckets = 4,
        ContentToPosition = true,
        PositionToContent = true,
        NormalizeRelativeEmbeddings = true,
        ConvolutionSize = 3,
        PositionBiasedInput = false,
    };

    private PipelineContext _context = null!;
    private TemporaryFolder _folder = null!;

    private ITensorBackend Backend => _context.Services.GetRequiredService<ITensorBackend>();

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _context = EmbedTestBed.CreateContext();
    }

    [TearDown]
    public void TearDown()
    {
        var left = ((CpuBackend)Backend).Memory.TensorsInUse;
        _context.Dispose();
        _folder.Dispose();
        Assert.That(left, Is.Zero, "tensors of refused copies");
    }

    [Test]
    public void BertConfigs()
    {
        using (var model = new BertModel(Backend, EmbedTestBed.Config, new RandomGenerator(1)))
            model.Save(_folder.Path);
        Check(_folder.Path, ModelFolder.ConfigFile, path => _context.Model.LoadEncoder(path).Dispose());
    }

    [Test]
    public void DebertaConfigs()
    {
        using (var model = new MultipleChoiceModel(new DebertaModel(Backend, Deberta, new RandomGenerator(1)), new RandomGenerator(2)))
            model.Save(_folder.Path);
        Check(_folder.Path, ModelFolder.ConfigFile, path => _context.Model.LoadMultipleChoice(path).Dispose());
    }

    [Test]
    public void T5Configs()
    {
        var config = new T5Config
        {
            VocabularySize = 11,
            HiddenSize = 8,
            HeadSize = 4,
            HeadCount = 2,
            IntermediateSize = 12,
            EncoderLayerCount = 1,
            DecoderLayerCount = 1,
        };
        using (var model = new T5Model(Backend, config, new RandomGenerator(1)))
            model.Save(_folder.Path);
        Check(_folder.Path, ModelFolder.ConfigFile, path => _context.Model.LoadT5(path).Dispose());
    }

    [TestCase("modules.json")]
    [TestCase("sentence_bert_config.json")]
    [TestCase("config_sentence_transformers.json")]
    [TestCase("1_Pooling/config.json")]
    [TestCase("2_Dense/config.json")]
    public void EmbedderFiles(string name)
    {
        var golden = GoldenCase.Open("sbert-minilm-mean-norm");
        using (var source = Embedder.Load(golden.Folder, Backend))
        {
            var config = source.Config with
            {
                Steps = [new EmbedderStep { InputSize = source.Size, OutputSize = 4, HasBias = true }, new EmbedderStep()],
                Prompt = "query: ",
            };
            using var embedder = new Embedder(TextEncoder.Load(golden.Folder, Backend), source.Tokenizer, config, new RandomGenerator(1));
            embedder.Save(_folder.Path);
        }

        Check(_folder.Path, name, path => _context.Model.LoadEmbedder(path).Dispose());
    }

    [Test]
    public void Pipelines()
    {
        var file = _folder.File("saved.pipeline");
        using (var embedder = EmbedTestBed.CreateEmbedder(_context))
            _context.Model.Save(_context.Transforms.Embed(embedder).Fit(new TestView().Add(ColumnNames.Text, "a")), file);
        Mutations.Check(
            File.ReadAllBytes(file), "saved.pipeline", Few, e => e is PipelineException,
            path => (_context.Model.Load(path) as IDisposable)?.Dispose());
    }

    private static void Check(string folder, string name, Action<string> load) => Mutations.Check(
        File.ReadAllBytes(Path.Combine(folder, name)), name, Few, e => e is PipelineException,
        path => load(path[..^(name.Length + 1)]),
        target =>
        {
            foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(target, Path.GetRelativePath(folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        });
}
