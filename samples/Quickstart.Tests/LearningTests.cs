using Pipelines;
using Pipelines.Gpt;
using Pipelines.Training;

namespace Quickstart.Tests;

/// <summary>
/// What training has to do, shown by a tiny model in seconds. How good the real one is, is for an evaluation to say, not for a test.
/// </summary>
public class LearningTests
{
    private static readonly GptConfig Tiny = GptConfig.NanoLlama with { BlockSize = 96, LayerCount = 1, HeadCount = 2, EmbeddingSize = 16 };

    private string _folder = null!;
    private TestPipelines _app = null!;
    private IDataView _texts = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("quickstart-tests-").FullName;
        _app = new TestPipelines("Velorra sells salt.", "Torisk sells wine.");
        // Rows of memory are a view as those of a file are.
        _texts = _app.Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 40).Select(i => new Line($"Velorra sells salt and buys wine. Torisk sells {i} cows.")).ToArray());
    }

    [TearDown]
    public void TearDown()
    {
        _app.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void AFewStepsMakeTheLossFall()
    {
        using var fitted = Pretrain(steps: 30);
        var history = fitted.LastTransformer.Result!.History;

        Assert.That(history, Has.Count.EqualTo(30));
        Assert.That(history[^1].Loss, Is.LessThan(0.7 * history[0].Loss));
    }

    [Test]
    public void TheSameSeedGivesTheSameModel()
    {
        using var first = Pretrain(steps: 5);
        using var second = Pretrain(steps: 5);

        // Not nearly: every score is the same number.
        Assert.That(Losses(second), Is.EqualTo(Losses(first)));
    }

    [Test]
    public void ASavedPipelineScoresAsTheOneInMemory()
    {
        using var fitted = Pretrain(steps: 5);
        var path = Path.Combine(_folder, "test.pipeline");
        _app.Context.Model.Save(fitted, path);
        var opened = _app.Context.Model.Load(path);

        Assert.That(Losses(opened), Is.EqualTo(Losses(fitted)));
    }

    [Test]
    public void LoraLearnsAnAnswerAndTheOpenedFileAnswersAlike()
    {
        using var pretrained = Pretrain(steps: 30);
        var rows = _app.Context.Data.LoadFromEnumerable([new Row("What does Velorra sell?", "Velorra sells salt.")]);
        var tuning = QuickstartPipelines.Tuning(_app.Context, pretrained.LastTransformer, o =>
        {
            o.Steps = 60;
            o.LearningRate = 1e-2;
            o.Preflight = PreflightMode.Skip;                  // one row with one answer would be refused as a mistake
        });
        using var tuned = tuning.Fit(rows);
        var history = tuned.LastTransformer.Result!.History;
        Assert.That(history[^1].Loss, Is.LessThan(0.8 * history[0].Loss));

        // A question needs no answer to be asked.
        var answering = QuickstartPipelines.Answering(_app.Context, tuned);
        var path = Path.Combine(_folder, "answers.pipeline");
        _app.Context.Model.Save(answering, path);
        Assert.That(Answer(_app.Context.Model.Load(path)), Is.EqualTo(Answer(answering)).And.Not.Empty);

        string Answer(ITransformer pipeline) => pipeline
            .Transform(_app.Context.Data.LoadFromEnumerable([new Asked("What does Velorra sell?")]))
            .GetColumn<string>(ColumnNames.Generated).Single();
    }

    private TransformerChain<PretrainTransformer> Pretrain(int steps) => QuickstartPipelines.Pretraining(
        _app.Context, Tiny, vocabularySize: 300, o => { o.Steps = steps; o.BatchSize = 4; o.LearningRate = 1e-2; }).Fit(_texts);

    private float[] Losses(ITransformer fitted) => [.. fitted.Transform(_texts).GetColumn<float>(ColumnNames.Loss)];

    private sealed record Line(string Text);

    private sealed record Row(string Question, string Answer);

    private sealed record Asked(string Question);
}
