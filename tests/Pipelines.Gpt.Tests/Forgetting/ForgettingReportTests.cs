using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Two tasks of letters: the one that is trained on is learned, the other is forgotten, and the report says so.</summary>
internal sealed class ForgettingReportTests
{
    private PipelineContext _context = null!;
    private Tokenizer _tokenizer = null!;

    [SetUp]
    public void Create()
    {
        _context = PretrainTestBed.CreateContext(threads: 2);
        _tokenizer = CharacterTokenizer.Learn(
            ["abcdefghijklmnopqrstuvwxyz>".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });
    }

    [TearDown]
    public void Delete() => _context.Dispose();

    [Test]
    public void TheTaskThatIsNotTrainedOnIsForgotten()
    {
        var config = PretrainTestBed.Config with { VocabularySize = _tokenizer.VocabularySize, BlockSize = 24 };
        using var model = new GptModel(Backend, config, new RandomGenerator(1));
        var next = Letters(0, 200, 1);
        var last = Letters(0, 200, 25);
        Train(model, next, 200);
        var held = new HeldOutTask("next letter", Tokenized(Letters(200, 26, 1)));
        var certainty = new TaskMetric("certainty", m => 1 / _context.Evaluation.EvaluateTasks(m, [held]).Tasks[0].Perplexity);
        HeldOutTask[] tasks =
        [
            held with { Metric = certainty },
            new("letter before", Tokenized(Letters(200, 26, 25))),
        ];
        var before = _context.Evaluation.EvaluateTasks(model, tasks, _tokenizer);
        using var fitted = Train(model, last, 200);
        var after = _context.Evaluation.EvaluateTasks(fitted, tasks);
        var report = _context.Evaluation.CompareTasks(before, after);
        TestContext.Out.WriteLine(before);
        TestContext.Out.WriteLine(report);
        var (forgotten, learned) = (report.Tasks[0], report.Tasks[1]);
        Assert.Multiple(() =>
        {
            Assert.That(forgotten.LossChange, Is.GreaterThan(0.5));
            Assert.That(forgotten.RelativeLossChange, Is.EqualTo(forgotten.LossChange / forgotten.Before.Loss));
            Assert.That(forgotten.After.Perplexity, Is.EqualTo(Math.Exp(forgotten.After.Loss)));
            Assert.That(forgotten.MetricChange, Is.EqualTo(forgotten.After.Metric - forgotten.Before.Metric).And.Negative);
            Assert.That(
                new TaskChange(
                    forgotten.Before with { HigherIsBetter = false }, forgotten.After with { HigherIsBetter = false }).IsWorse, Is.False);
            Assert.That(learned.LossChange, Is.Negative);
            Assert.That((learned.MetricChange, learned.RelativeMetricChange), Is.EqualTo(((double?)null, (double?)null)));
            Assert.That((learned.After.Rows, learned.After.Tokens), Is.EqualTo((26, 52)), "a letter and the end of text");
            Assert.That(report.Forgotten.Select(t => t.Task), Is.EqualTo(["next letter"]));
            Assert.That(report.MeanLossChange, Is.EqualTo((forgotten.LossChange + learned.LossChange) / 2).Within(1e-12));
            Assert.That(report.ToString(), Does.Contain("letter before").And.Contain("certainty").And.Contain("+"));
            Assert.That(report.ToString().Split('\n')[0].TrimEnd(), Does.EndWith("tokens"));
        });
    }

    [Test]
    public void TheLossIsTheFittedStagesOwn()
    {
        using var model = Fresh(1);
        var data = Tokenized(Letters(0, 26, 1));
        var measured = _context.Evaluation.EvaluateTasks(model, [new("letters", data)], batchSize: 5).Tasks[0];
        using var stage = new PretrainTransformer(Fresh(1), _tokenizer, new ScoringColumns(LossMask: ColumnNames.LossMask));
        var scored = stage.Transform(data);
        var sum = scored.GetColumn<float>(ColumnNames.Loss).Zip(scored.GetColumn<int>(ColumnNames.TokenCount))
            .Sum(p => (double)p.First * p.Second);
        Assert.That(measured.Loss, Is.EqualTo(sum / measured.Tokens).Within(1e-5));
    }

    [Test]
    public void BlocksWithLabelsAreMeasuredAsTheyAre()
    {
        using var model = Fresh(1);
        var packed = _context.Transforms.Pack(o => (o.BlockSize, o.Remainder) = (16, PackRemainder.Pad))
            .Fit(PretrainTestBed.Tokens(100)).Transform(PretrainTestBed.Tokens(100));
        var measured = _context.Evaluation.EvaluateTasks(model, [new("blocks", packed)]);
        Assert.That(measured.Tasks[0].Tokens, Is.EqualTo(99));
        Assert.That(measured.TokenizerFingerprint, Is.Null);
    }

    [Test]
    public void OtherDataIsNotCompared()
    {
        using var model = Fresh(1);
        TaskEvaluation Of(IDataView data, string name = "a") => _context.Evaluation.EvaluateTasks(model, [new(name, Tokenized(data))]);
        var before = Of(Letters(0, 20, 1));
        Assert.That(_context.Evaluation.CompareTasks(before, Of(Letters(0, 20, 1))).Tasks[0].LossChange, Is.Zero);
        void Refused(TaskEvaluation after, string hint) => Assert.That(
            () => _context.Evaluation.CompareTasks(before, after), Throws.TypeOf<PipelineException>().With.Message.Contains(hint));
        Refused(Of(Letters(0, 20, 2)), "other data");
        Refused(Of(Letters(0, 19, 1)), "20 rows");
        Refused(Of(Letters(0, 20, 1), "b"), "'a' was measured before and not after");
        Refused(before with { TokenizerFingerprint = "0" }, "different tokenizers");
        Refused(before with { Tasks = [before.Tasks[0] with { MetricName = "f" }] }, "metric 'none' before and 'f' after");
        Refused(before with { Tasks = [] }, "1 tasks were measured before and 0 after");
    }

    [Test]
    public void TasksOfAnotherTokenizerAreRefused()
    {
        using var model = Fresh(1);
        var other = CharacterTokenizer.Learn(["abc>".AsMemory()], new CharacterTokenizerOptions { EndOfText = "<|end|>" });
        Assert.That(
            () => _context.Evaluation.EvaluateTasks(model, [new("letters", Tokenized(Letters(0, 5, 1)))], other),
            Throws.TypeOf<PipelineException>().With.Message.Contains("another tokenizer").And.Message.Contains("letters"));
    }

    [Test]
    public void TasksThatCannotBeMeasuredAreNamed()
    {
        using var model = Fresh(1);
        Assert.That(
            () => _context.Evaluation.EvaluateTasks(model, [new("texts", Letters(0, 5, 1))]),
            Throws.TypeOf<SchemaException>().With.Message.Contains("'texts'").And.Message.Contains("TokenizeExamples"));
        var task = new HeldOutTask("letters", Tokenized(Letters(0, 5, 1)));
        Assert.That(() => _context.Evaluation.EvaluateTasks(model, [task, task]), Throws.ArgumentException);
        Assert.That(() => _context.Evaluation.EvaluateTasks(model, []), Throws.ArgumentException);
        var masked = new TestView().Add(ColumnNames.InputIds, [1], [2]).Add(ColumnNames.Labels, [-100], [-100]);
        Assert.That(
            () => _context.Evaluation.EvaluateTasks(model, [new("masked", masked)]),
            Throws.TypeOf<PipelineException>().With.Message.Contains("'masked' has no labels"));
    }

    private ITensorBackend Backend => (ITensorBackend)_context.Services.GetService(typeof(ITensorBackend))!;

    private GptModel Fresh(ulong seed) => new(
        Backend, PretrainTestBed.Config with { VocabularySize = _tokenizer.VocabularySize, BlockSize = 24 }, new RandomGenerator(seed));

    // A letter some times, and the one so many places on.
    private static IDataView Letters(int start, int count, int places)
    {
        var rows = Enumerable.Range(start, count).ToArray();
        return new TestView()
            .Add(ColumnNames.Prompt, [.. rows.Select(i => new string((char)('a' + i % 26), 1 + i / 26) + ">")])
            .Add(ColumnNames.Completion, [.. rows.Select(i => ((char)('a' + (i + places) % 26)).ToString())]);
    }

    private IDataView Tokenized(IDataView data) => _context.Transforms.TokenizeExamples(_tokenizer).Fit(data).Transform(data);

    private PretrainTransformer Train(GptModel model, IDataView data, int steps)
    {
        var fitted = _context.Transforms.TokenizeExamples(_tokenizer)
            .Append(_context.Trainers.SupervisedFineTune(model, o => (o.Steps, o.BatchSize, o.LearningRate) = (steps, 16, 3e-3)))
            .Fit(data);
        return fitted.LastTransformer;
    }
}
