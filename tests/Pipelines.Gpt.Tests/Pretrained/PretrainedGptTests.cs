using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

internal sealed class PretrainedGptTests
{
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
    public void AModelIsSavedLoadedTrainedAndSavedWithinAPipeline([Values] bool isLlama)
    {
        var path = WriteModel(isLlama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config);
        using var gpt = _context.Model.LoadGpt(path);
        Assert.That(gpt.Weights.Unused, Is.Empty);
        var before = Loss(gpt.ToTransformer());
        var pipeline = _context.Transforms.Pack(o => (o.BlockSize, o.Stride) = (PretrainTestBed.BlockSize, 1));
        var fitted = new EstimatorChain<PackTransformer>().Append(pipeline, TransformerScope.Training)
            .Append(_context.Trainers.Pretrain(gpt, o => (o.Steps, o.BatchSize, o.LearningRate) = (40, 4, 3e-3)))
            .Fit(PretrainTestBed.Tokens());
        var after = Loss(fitted);
        Assert.That(after, Is.LessThan(before - 0.2));
        var file = Path.Combine(_folder, "trained.pipeline");
        _context.Model.Save(fitted, file);
        var loaded = _context.Model.Load(file);
        Assert.That(Loss(loaded), Is.EqualTo(after).Within(1e-6));
        (loaded as IDisposable)?.Dispose();
        gpt.Save(Path.Combine(_folder, "trained"));
        using var again = _context.Model.LoadGpt(Path.Combine(_folder, "trained"));
        Assert.That(Loss(again.ToTransformer()), Is.EqualTo(after).Within(1e-6));
    }

    [Test]
    public void OptionsChangeDropoutAndFreeze()
    {
        using var gpt = _context.Model.LoadGpt(WriteModel(PretrainTestBed.Config), o => (o.Dropout, o.Frozen) = (0.25f, true));
        Assert.That(gpt.Model.Config.AttentionDropout, Is.EqualTo(0.25f));
        Assert.That(gpt.Model.CountParameters(trainableOnly: true), Is.Zero);
    }

    [Test]
    public void RegisteredModelsAreLoadedOnceAndDisposedWithTheServices()
    {
        var path = WriteModel(PretrainTestBed.Config);
        PretrainedGpt gpt;
        using (var context = PipelineContext.Create(p => p.AddGpt(o => o.ModelPath = path).AddGptModel("second", o => o.ModelPath = path)))
        {
            gpt = context.Model.GetGpt();
            Assert.That(context.Model.GetGpt(), Is.SameAs(gpt));
            Assert.That(context.Services.GetRequiredService<PretrainedGpt>(), Is.SameAs(gpt));
            Assert.That(context.Model.GetGpt("second"), Is.Not.SameAs(gpt));
            Assert.That(() => context.Model.GetGpt("third"), Throws.TypeOf<PipelineException>()
                .With.Message.Contains("AddGptModel(\"third\""));
        }

        Assert.That(() => gpt.Model.Parameters().First().Value.AsSpan<float>()[0], Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void WrongFoldersAreRefused()
    {
        Assert.That(() => _context.Model.LoadGpt(""), Throws.TypeOf<OptionsException>());
        Assert.That(() => _context.Model.LoadGpt(Path.Combine(_folder, "none")), Throws.TypeOf<ModelFormatException>()
            .With.Message.Contains("no such folder"));
        var path = WriteModel(PretrainTestBed.Config);
        var config = Path.Combine(path, "config.json");
        Change(config, "\"gpt2\"", "\"mamba\"");
        Assert.That(() => _context.Model.LoadGpt(path), Throws.TypeOf<ModelFormatException>()
            .With.Message.Contains("$.model_type").And.Message.Contains("gpt2, phi3, qwen2, llama").And.Property("Path").EqualTo(config));
        Change(config, "\"mamba\"", "\"gpt2\"");
        Change(config, "\"n_layer\": 2", "\"n_layer\": 900");
        Assert.That(() => _context.Model.LoadGpt(path), Throws.TypeOf<ModelFormatException>()
            .With.Message.Contains("parameters, but the weights hold"));
        Change(config, "\"n_layer\": 900", "\"n_layer\": 2");
        Change(config, "\"n_positions\": 16", "\"n_positions\": 15");
        Assert.That(() => _context.Model.LoadGpt(path), Throws.TypeOf<ModelFormatException>()
            .With.Message.Contains("'transformer.wpe.weight' is [16, 32]; [15, 32] was expected"));
    }

    [Test]
    public void AMixtureWithoutAFamilyIsNotWritten()
    {
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, PretrainTestBed.Config with { Norm = NormKind.RmsNorm }, new RandomGenerator(1));
        Assert.That(() => model.Save(Path.Combine(_folder, "out")), Throws.TypeOf<PipelineException>()
            .With.Message.Contains("context.Model.Save"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty, "nothing half-written stays");
    }

    [Test]
    public void TheTokenizerGoesWithTheModel()
    {
        var tokenizer = CharacterTokenizer.Create("abcdefghijklmno".EnumerateRunes());
        var path = Path.Combine(_folder, "with-tokenizer");
        using (var backend = new CpuBackend(1))
        using (var model = new GptModel(backend, PretrainTestBed.Config, new RandomGenerator(3)))
            model.Save(path, tokenizer: tokenizer);
        using var gpt = _context.Model.LoadGpt(path);
        Assert.That(gpt.Tokenizer!.Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        var again = Path.Combine(_folder, "again");
        gpt.Save(again);
        using var copy = _context.Model.LoadGpt(again);
        Assert.That(copy.Tokenizer!.Fingerprint, Is.EqualTo(tokenizer.Fingerprint));
        var options = new GenerationOptions { MaximumNewTokens = 5, Temperature = 0f };
        Assert.That(copy.CreateGenerator().Generate("abc", options), Is.EqualTo(gpt.CreateGenerator().Generate("abc", options))
            .And.Length.EqualTo(5));

        var others = CharacterTokenizer.Create("bcdefghijklmnop".EnumerateRunes());
        var pipeline = _context.Transforms.Tokenize(o => o.Tokenizer = others)
            .Append(_context.Transforms.Pack(o => o.BlockSize = PretrainTestBed.BlockSize), TransformerScope.Training)
            .Append(_context.Trainers.Pretrain(gpt, o => (o.Steps, o.BatchSize) = (1, 1)));
        Assert.That(
            () => pipeline.Fit(new TestView().Add("Text", "bcdefghijklmnopbcdefghijklmnop")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("another tokenizer"));
    }

    [Test]
    public void TheConfigNamesTheEndThatTheTokenizerHas()
    {
        var path = Path.Combine(_folder, "with-an-end");
        var tokenizer = new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = 260 }).Train(["once upon a time".AsMemory()]);
        using (var backend = new CpuBackend(1))
        using (var model = new GptModel(
            backend, PretrainTestBed.Config with { VocabularySize = tokenizer.VocabularySize }, new RandomGenerator(3)))
        {
            model.Save(path, tokenizer: tokenizer);
        }

        using var gpt = _context.Model.LoadGpt(path);
        Assert.That(gpt.TokenIds.EndOfText, Is.EqualTo(new[] { tokenizer.EndOfTextId!.Value }));
    }

    [Test]
    public void AnOwnHeadIsTakenWhateverTheFlagSays()
    {
        var path = WriteModel(PretrainTestBed.Config with { TieEmbeddings = false });
        var config = Path.Combine(path, "config.json");
        Change(config, "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
        using var untied = _context.Model.LoadGpt(path);
        Assert.That(untied.Model.Config.TieEmbeddings, Is.False);
    }

    [Test]
    public void AHeadThatEqualsTheEmbeddingStaysTied()
    {
        var path = WriteModel(PretrainTestBed.Config);
        using (var backend = new CpuBackend(1))
        using (var scope = new TensorScope())
        {
            var file = Path.Combine(path, "model.safetensors");
            var tensors = new Dictionary<string, Tensor>();
            using (var source = SafetensorsFile.Open(file))
            {
                foreach (var name in source.Entries.Keys)
                    tensors.Add(name, source.Read(name, backend));
            }

            tensors.Add("lm_head.weight", tensors["transformer.wte.weight"]);
            SafetensorsWriter.Write(file, tensors);
        }

        using var gpt = _context.Model.LoadGpt(path);
        Assert.That(gpt.Model.Config.TieEmbeddings, Is.True);
        Assert.That(gpt.Weights.Ignored, Is.EqualTo(new[] { "lm_head.weight" }));
    }

    [Test]
    public void ParametersAreListedWithoutAModel()
    {
        using var backend = new CpuBackend(1);
        GptConfig[] configs =
        [
            PretrainTestBed.Config, PretrainTestBed.LlamaConfig,
                PretrainTestBed.Config with { Bias = false, TieEmbeddings = false, FeedForwardSize = 5 },
            PretrainTestBed.LlamaConfig with { QueryKeyValueBias = true, FeedForwardBias = true, AttentionOutputBias = true,
                HeadSize = 10 },
            PretrainTestBed.LlamaConfig with { FusedProjections = true, TieEmbeddings = false },
        ];
        foreach (var config in configs)
        {
            using var model = new GptModel(backend, config, random: null);
            Assert.That(config.CountParameters(), Is.EqualTo(model.CountParameters()), config.ToString());
            Assert.That(
                GptParameters.List(config),
                    Is.EqualTo(model.NamedParameters().Select(p => new ParameterShape(p.Name, p.Parameter.Shape))), config.ToString());
        }
    }

    private static void Change(string file, string old, string replacement)
    {
        var text = File.ReadAllText(file);
        Assert.That(text, Does.Contain(old));
        File.WriteAllText(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    private static double Loss(ITransformer model)
    {
        var scored = model.Transform(PretrainTestBed.Tokens(500, seed: 6));
        using var cursor = scored.GetRowCursor(scored.Schema);
        var get = cursor.GetGetter<float>(scored.Schema[ColumnNames.Loss]);
        var (sum, count, loss) = (0.0, 0, 0f);
        while (cursor.MoveNext())
        {
            get(ref loss);
            sum += loss;
            count++;
        }

        return sum / count;
    }

    private string WriteModel(GptConfig config)
    {
        var path = Path.Combine(_folder, $"model-{Guid.NewGuid():N}");
        using var backend = new CpuBackend(1);
        using var model = new GptModel(backend, config, new RandomGenerator(3));
        model.Save(path);
        return path;
    }
}
