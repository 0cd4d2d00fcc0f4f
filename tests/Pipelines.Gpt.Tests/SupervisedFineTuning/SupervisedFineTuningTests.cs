using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

public class SupervisedFineTuningTests
{
    private PipelineContext _context = null!;
    private Tokenizer _tokenizer = null!;
    private GptModel _model = null!;

    [SetUp]
    public void Create()
    {
        _context = PretrainTestBed.CreateContext(threads: 2);
        _tokenizer = CharacterTokenizer.Learn(["abcdefghijklmnopqrstuvwxyz>".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });
        _model = new GptModel(
            (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!,
            PretrainTestBed.Config with { VocabularySize = _tokenizer.VocabularySize, BlockSize = 24 }, new RandomGenerator(1));
    }

    [TearDown]
    public void Delete()
    {
        _model.Dispose();
        _context.Dispose();
    }

    [Test]
    public void AModelLearnsToAnswerAndToStop([Values] bool packing)
    {
        using var fitted = Fit(Letters(0, 400), Letters(400, 50), o => (o.Steps, o.BatchSize, o.Packing) = (packing ? 800 : 400, packing ? 8 : 16, packing));

        var trained = fitted.LastTransformer;
        Assert.That(trained.Result!.ValidationLoss, Is.LessThan(0.1));
        var answers = trained.CreateGenerator().GenerateBatch(["dddd>", "yyy>"], new GenerationOptions { MaximumNewTokens = 8, Sample = false });
        Assert.That(answers, Is.EqualTo(new[] { "e", "z" }));
    }

    [Test]
    public void TheFittedStageScoresCompletionsAlone()
    {
        using var fitted = Fit(Letters(0, 50), null, o => o.Steps = 1);
        var scored = fitted.Transform(Letters(60, 3));

        // A letter and the end of text.
        Assert.That(scored.GetColumn<int>(ColumnNames.TokenCount), Is.EqualTo(new[] { 2, 2, 2 }));
    }

    [Test]
    public void ExamplesWithNothingToLearnAreRefusedByRow()
    {
        var data = new TestView().Add(ColumnNames.Prompt, "a>", new string('b', 40) + ">").Add(ColumnNames.Completion, "a", "b");
        Assert.That(
            () => Fit(data, null, o => o.Steps = 1),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("row 1").And.Message.Contains("cut from 43 to 25"));
        using var dropped = Fit(data, null, o => (o.Steps, o.Empty) = (1, EmptyExampleHandling.Drop));
        Assert.That(dropped.LastTransformer.Result!.Steps, Is.EqualTo(1));
    }

    [Test]
    public void ValidationRowsThatAreTrainedOnAreRefused() =>
        Assert.That(() => Fit(Letters(0, 20), Letters(10, 20), o => o.Steps = 1), Throws.TypeOf<PreflightException>().With.Message.Contains("also trained on"));

    [Test]
    public void ExamplesThatNeverEndAreRefused()
    {
        var data = Letters(0, 20);
        var pipeline = _context.Transforms.TokenizeExamples(_tokenizer, o => o.AppendEndOfText = false)
            .Append(_context.Trainers.SupervisedFineTune(_model, o => o.Steps = 1));
        Assert.That(() => pipeline.Fit(data), Throws.TypeOf<PreflightException>().With.Message.Contains("end of text"));
        using var warned = _context.Transforms.TokenizeExamples(_tokenizer, o => o.AppendEndOfText = false)
            .Append(_context.Trainers.SupervisedFineTune(_model, o => (o.Steps, o.Preflight) = (1, PreflightMode.Warn)))
            .Fit(data);
    }

    [Test]
    public void AnotherTokenizersIdsAreRefused()
    {
        var other = CharacterTokenizer.Learn(["zyxwvu>abc".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });
        using var pretrained = new PretrainTransformer(_model, _tokenizer, new ScoringColumns());
        var pipeline = _context.Transforms.TokenizeExamples(other).Append(_context.Trainers.SupervisedFineTune(pretrained, o => o.Steps = 1));
        Assert.That(
            () => pipeline.Fit(new TestView().Add(ColumnNames.Prompt, "a>").Add(ColumnNames.Completion, "a")),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("another tokenizer"));
    }

    [Test]
    public void OptionsThatContradictTheModelAreRefused() =>
        Assert.That(() => Fit(Letters(0, 5), null, o => o.MaximumLength = 25), Throws.InstanceOf<PipelineException>().With.Message.Contains("MaximumLength is 25"));

    private TransformerChain<PretrainTransformer> Fit(IDataView train, IDataView? validation, Action<SupervisedFineTuningOptions> configure) =>
        _context.Transforms.TokenizeExamples(_tokenizer)
            .Append(_context.Trainers.SupervisedFineTune(_model, o =>
            {
                (o.LearningRate, o.WarmupSteps) = (5e-3, 5);
                configure(o);
            }))
            .Fit(train, validation);

    // Three to twenty of a letter ask for the next letter of the alphabet.
    private static IDataView Letters(int start, int count)
    {
        var all = Enumerable.Range(0, 25 * 18).Select(i => (Letter: (char)('a' + i % 25), Length: 3 + i / 25)).ToArray();
        new Random(1).Shuffle(all);
        var chosen = all.Skip(start).Take(count).ToArray();
        return new TestView()
            .Add(ColumnNames.Prompt, [.. chosen.Select(c => new string(c.Letter, c.Length) + ">")])
            .Add(ColumnNames.Completion, [.. chosen.Select(c => ((char)(c.Letter + 1)).ToString())]);
    }
}
