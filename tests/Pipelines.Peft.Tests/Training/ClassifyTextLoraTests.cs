using Pipelines.Encoders;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Peft.Tests;

/// <summary>An adapter on a classifier of texts, trained by the classifier's own trainer.</summary>
public class ClassifyTextLoraTests
{
    private static readonly string[] Words = ["red", "green", "blue", "one", "two", "three", "here", "now"];

    private static readonly HuggingFaceTokenizer Tokenizer = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = 90 })
        .Train(Enumerable.Repeat(string.Join(' ', Words).AsMemory(), 20));

    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context =
        PipelineContext.Create(p => p.AddEncoders().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);

    [TearDown]
    public void Delete() => _context.Dispose();

    [Test]
    public void AnAdapterAndItsHeadAreTrained_AndTheBaseStays([Values("bert", "roberta")] string family)
    {
        using var folder = new TemporaryFolder();
        using var model = CreateModel(family);
        var before = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var data = Texts();
        var adapters = model.Attach(new LoraOptions { Rank = 4, TargetModules = ["query", "value"], ModulesToSave = ["classifier"] });
        var stage = _context.Trainers.ClassifyText(model, Tokenizer, o => (o.Steps, o.BatchSize, o.LearningRate) = (80, 8, 1e-2)).Fit(data);
        Assert.That(stage.Result!.History[^1].Loss, Is.LessThan(0.5 * stage.Result.History[0].Loss));
        Assert.That(stage.Result.Parameters.Trainable, Is.LessThan(stage.Result.Parameters.All));
        var expected = Labels(stage, data);

        // Its own files have no place for adapters; the adapters' have.
        Assert.Throws<PipelineException>(() => stage.SaveFolder(folder.File("model")));
        adapters.Save(folder.File("adapter"));
        adapters.Unload();
        foreach (var (name, parameter) in model.NamedParameters())
            Assert.That(parameter.Value.ToArray<float>(), Is.EqualTo(before[name]), name);
        Assert.That(Labels(stage, data), Is.Not.EqualTo(expected));
        var again = model.LoadAdapter<LoraAdapters>(folder.File("adapter"));
        Assert.That(Labels(stage, data), Is.EqualTo(expected));

        // Merged for good the model is a plain one.
        again.MergeAndUnload();
        stage.SaveFolder(folder.File("model"));
        using var loaded = _context.Model.LoadTextClassification(folder.File("model"));
        Assert.That(Labels(new ClassifyTextTransformer(loaded.Model, loaded.Tokenizer!), data), Is.EqualTo(expected));
    }

    private static string[] Labels(ClassifyTextTransformer stage, IDataView data) =>
        [.. stage.Transform(data).GetColumn<string>(ColumnNames.PredictedLabel)];

    // Good where it says "here".
    private static TestView Texts()
    {
        var random = new Random(2);
        var (texts, labels) = (new string[16], new string[16]);
        for (var row = 0; row < 16; row++)
        {
            labels[row] = row % 2 == 0 ? "good" : "bad";
            texts[row] = $"{Words[random.Next(6)]} {(row % 2 == 0 ? "here" : "now")} {Words[random.Next(6)]}";
        }

        return new TestView().Add(ColumnNames.Text, texts).Add(ColumnNames.Label, labels);
    }

    private TextClassificationModel CreateModel(string family)
    {
        var random = new RandomGenerator(3);
        var config = new BertConfig
        {
            ModelType = family,
            VocabularySize = Tokenizer.VocabularySize,
            HiddenSize = 16,
            LayerCount = 1,
            HeadCount = 2,
            IntermediateSize = 32,
            PositionCount = 64,
            HiddenDropout = 0,
            AttentionDropout = 0,
            InitializerRange = 0.1f,
        };
        var backend = (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;
        return new TextClassificationModel(new BertModel(backend, config, random, hasPooler: family == "bert"), ["bad", "good"], random);
    }
}
