using Pipelines.Encoders;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;

namespace Pipelines.Peft.Tests;

/// <summary>An adapter on a multiple-choice encoder, trained by that encoder's own trainer.</summary>
public class MultipleChoiceLoraTests
{
    private static readonly string[] Words = ["red", "green", "blue", "one", "two", "three", "what", "fits", "here", "now"];

    private static readonly HuggingFaceTokenizer Tokenizer = new WordPieceTrainer(new WordPieceTrainerOptions { VocabularySize = 90 })
        .Train(Enumerable.Repeat(string.Join(' ', Words).AsMemory(), 20));

    private PipelineContext _context = null!;

    [SetUp]
    public void Create() => _context = PipelineContext.Create(p => p.AddEncoders().AddPeft().ConfigureEngine(o => o.ThreadCount = 1), seed: 1);

    [TearDown]
    public void Delete() => _context.Dispose();

    [Test]
    public void AnAdapterAndItsHeadAreTrained_AndTheBaseStays()
    {
        using var folder = new TemporaryFolder();
        using var model = CreateModel();
        var before = model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());
        var data = _context.Transforms.FormatMultipleChoice(Tokenizer).Fit(Questions()).Transform(Questions());
        var adapters = model.Attach(new LoraOptions { Rank = 4, TargetModules = ["query_proj", "value_proj"], ModulesToSave = ["classifier", "pooler"] });
        var stage = _context.Trainers.MultipleChoice(model, Tokenizer, o => (o.Steps, o.BatchSize, o.LearningRate) = (80, 8, 1e-2)).Fit(data);
        Assert.That(stage.Result!.History[^1].Loss, Is.LessThan(0.5 * stage.Result.History[0].Loss));
        Assert.That(stage.Result.Parameters.Trainable, Is.LessThan(stage.Result.Parameters.All));
        var expected = Rankings(stage, data);

        // Its own files have no place for adapters; the adapters' have.
        Assert.Throws<PipelineException>(() => stage.SaveFolder(folder.File("model")));
        adapters.Save(folder.File("adapter"));
        adapters.Unload();
        foreach (var (name, parameter) in model.NamedParameters())
            Assert.That(parameter.Value.ToArray<float>(), Is.EqualTo(before[name]), name);
        Assert.That(Rankings(stage, data), Is.Not.EqualTo(expected));
        var again = model.LoadAdapter<LoraAdapters>(folder.File("adapter"));
        Assert.That(Rankings(stage, data), Is.EqualTo(expected));

        // Merged for good the model is a plain one.
        again.MergeAndUnload();
        Assert.That(Rankings(stage, data), Is.EqualTo(expected));
        stage.SaveFolder(folder.File("model"));
        using var loaded = _context.Model.LoadMultipleChoice(folder.File("model"));
        Assert.That(Rankings(new MultipleChoiceTransformer(loaded.Model, loaded.Tokenizer), data), Is.EqualTo(expected));
    }

    private static string[] Rankings(MultipleChoiceTransformer stage, IDataView data) =>
        [.. stage.Transform(data).GetColumn<string>(MultipleChoiceColumns.Ranking)];

    // The right option ends in "here".
    private static TestView Questions()
    {
        var random = new Random(2);
        string Word() => Words[random.Next(6)];
        var (prompts, answers) = (new string[16], new string[16]);
        string[][] options = [new string[16], new string[16], new string[16]];
        for (var row = 0; row < 16; row++)
        {
            var right = random.Next(3);
            (prompts[row], answers[row]) = ($"what fits {Word()}", ((char)('A' + right)).ToString());
            for (var i = 0; i < 3; i++)
                options[i][row] = $"{Words[i]} {Word()} {(i == right ? "here" : "now")}";
        }

        return new TestView().Add(ColumnNames.Prompt, prompts).Add("A", options[0]).Add("B", options[1]).Add("C", options[2])
            .Add(MultipleChoiceColumns.Answer, answers);
    }

    private MultipleChoiceModel CreateModel()
    {
        var random = new RandomGenerator(3);
        var config = new DebertaConfig
        {
            VocabularySize = Tokenizer.VocabularySize,
            HiddenSize = 16,
            EmbeddingSize = 16,
            LayerCount = 1,
            HeadCount = 2,
            IntermediateSize = 32,
            PositionCount = 64,
            HiddenDropout = 0,
            AttentionDropout = 0,
            ClassifierDropout = 0,
            InitializerRange = 0.1f,
            RelativeAttention = true,
            PositionBuckets = 8,
            ContentToPosition = true,
            PositionToContent = true,
            ShareAttentionKey = true,
            NormalizeRelativeEmbeddings = true,
            PositionBiasedInput = false,
        };
        var backend = (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;
        return new MultipleChoiceModel(new DebertaModel(backend, config, random), random);
    }
}
