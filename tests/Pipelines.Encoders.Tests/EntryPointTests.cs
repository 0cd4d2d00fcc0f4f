using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders.Tests;

/// <summary>Models through a context and through services.</summary>
[NonParallelizable]
internal sealed class EntryPointTests
{
    private static readonly T5Config T5 = new()
    {
        VocabularySize = 11,
        HiddenSize = 8,
        HeadSize = 4,
        HeadCount = 2,
        IntermediateSize = 12,
        EncoderLayerCount = 1,
        DecoderLayerCount = 1,
    };

    [Test]
    public void Context_LoadsEachKind()
    {
        using var folders = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        Write(folders, context.Services.GetRequiredService<ITensorBackend>());
        using var bert = context.Model.LoadBert(folders.File("bert"));
        using var encoder = context.Model.LoadEncoder(folders.File("bert"), o => o.Frozen = true);
        using var choice = context.Model.LoadMultipleChoice(folders.File("bert"), o => o.AllowNewHead = true);
        using var t5 = context.Model.LoadT5(folders.File("t5"));
        Assert.That(bert.Model.CountParameters(trainableOnly: true), Is.Positive);
        Assert.That(bert.Tokenizer, Is.Null);
        Assert.That(encoder.Model.CountParameters(trainableOnly: true), Is.Zero);
        Assert.That(choice.Model.NewParameters, Is.Not.Empty);
        Assert.That(t5.Model.Config, Is.EqualTo(T5));
    }

    [Test]
    public void SavedModel_HasItsTokenizerAndSettings()
    {
        using var folders = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        Write(folders, context.Services.GetRequiredService<ITensorBackend>());
        File.WriteAllText(Path.Combine(folders.File("t5"), "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");
        File.WriteAllText(Path.Combine(folders.File("t5"), "generation_config.json"), "{\"num_beams\": 3}");
        using var t5 = context.Model.LoadT5(folders.File("t5"));
        t5.Save(folders.File("copy"), o => o.ElementType = ElementType.BFloat16);
        using var copy = context.Model.LoadT5(folders.File("copy"));
        Assert.That(copy.Tokenizer!.Fingerprint, Is.EqualTo(t5.Tokenizer!.Fingerprint));
        Assert.That(copy.Model.Generation!.BeamCount, Is.EqualTo(3));
        Assert.That(File.ReadAllText(Path.Combine(folders.File("copy"), "config.json")), Does.Contain("bfloat16"));
        Assert.That(new FileInfo(Path.Combine(folders.File("copy"), "model.safetensors")).Length, Is.LessThan(
            new FileInfo(Path.Combine(folders.File("t5"), "model.safetensors")).Length * 0.8));
    }

    [Test]
    public void Embedder_SavesTokenizersOfOurOwn()
    {
        using var folder = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        using var embedder = EmbedTestBed.CreateEmbedder(context);
        embedder.Save(folder.File("own"));
        using var again = context.Model.LoadEmbedder(folder.File("own"));
        Assert.That(again.Embed("abc"), Is.EqualTo(embedder.Embed("abc")));
    }

    [Test]
    public void Services_GiveTheRegisteredModels()
    {
        using var folders = new TemporaryFolder();
        using (var backend = new CpuBackend(1))
            Write(folders, backend);
        using var context = PipelineContext.Create(p => p
            .AddEncoders(o => (o.EncoderPath, o.T5Path) = (folders.File("bert"), folders.File("t5")))
            .AddMultipleChoice(o => (o.ModelPath, o.AllowNewHead) = (folders.File("bert"), true), "exam"));
        var encoder = context.Services.GetRequiredService<PretrainedModel<TextEncoder>>();
        Assert.That(encoder.Model, Is.TypeOf<BertModel>());
        Assert.That(context.Services.GetRequiredService<PretrainedModel<TextEncoder>>(), Is.SameAs(encoder));
        Assert.That(context.Services.GetRequiredService<PretrainedModel<T5Model>>().Model.VocabularySize, Is.EqualTo(11));
        Assert.That(context.Services.GetRequiredKeyedService<PretrainedModel<MultipleChoiceModel>>("exam").Model, Is.Not.Null);
    }

    [Test]
    public void WrongFolders_AreFormatErrors()
    {
        using var folders = new TemporaryFolder();
        using var context = EmbedTestBed.CreateContext();
        Write(folders, context.Services.GetRequiredService<ITensorBackend>());
        Assert.Throws<ModelFormatException>(() => context.Model.LoadBert(folders.File("nowhere")));
        var family = Assert.Throws<ModelFormatException>(() => context.Model.LoadT5(folders.File("bert")));
        Assert.That(family.Message, Does.Contain("model_type").And.Contain("'bert'").And.Contain("t5"));
        Assert.Throws<OptionsException>(() => context.Model.LoadEncoder(folders.File("bert"), o => o.ModelPath = ""));
        Assert.Throws<TokenizerFormatException>(() => context.Model.LoadEmbedder(folders.File("bert")));

        var config = Path.Combine(folders.File("bert"), "config.json");
        var json = File.ReadAllText(config).Replace("\"hidden_size\": 32", "\"hidden_size\": 80000", StringComparison.Ordinal);
        File.WriteAllText(config, json);
        var size = Assert.Throws<ModelFormatException>(() => context.Model.LoadBert(folders.File("bert")));
        Assert.That(size.Message, Does.Contain("config.json").And.Contain("weights hold"));
    }

    private static void Write(TemporaryFolder folders, ITensorBackend backend)
    {
        using var bert = new BertModel(backend, EmbedTestBed.Config, new RandomGenerator(1));
        bert.Save(folders.File("bert"));
        using var t5 = new T5Model(backend, T5, new RandomGenerator(1));
        t5.Save(folders.File("t5"));
    }
}
