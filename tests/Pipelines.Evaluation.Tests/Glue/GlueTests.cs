namespace Pipelines.Evaluation.Tests;

internal sealed class GlueTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddEvaluation());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [TestCase("cola", "Matthews correlation")]
    [TestCase("sst2", "accuracy")]
    [TestCase("mrpc", "F1 accuracy")]
    [TestCase("QQP", "F1 accuracy")]
    [TestCase("MNLI-mismatched", "accuracy")]
    [TestCase("qnli", "accuracy")]
    [TestCase("wnli", "accuracy")]
    [TestCase("boolq", "accuracy")]
    [TestCase("cb", "macro F1 accuracy")]
    [TestCase("multirc", "F1 exact match")]
    [TestCase("axg", "accuracy parity")]
    [TestCase("AX-b", "Matthews correlation")]
    public void TasksHaveTheirMetrics(string task, string names)
    {
        var result = _context.Evaluation.Glue(task, Classes(), configure: o => o.GroupColumn = "Group");
        Assert.That(string.Join(' ', result.Scores.Select(s => s.Name)), Is.EqualTo(names));
        Assert.That(result.Value, Is.EqualTo(result.Scores.Average(s => s.Value)));
        Assert.That(result.Signature, Does.Contain(GlueTask.Get(task).Name));
        Assert.That(result.RowCount, Is.EqualTo(6));
    }

    [Test]
    public void ScoresAreThoseOfTheTask()
    {
        // Labels 1 1 0 0 1 0, predictions 1 0 0 0 1 1, groups a a b b c c.
        double Score(string task, string name) =>
            _context.Evaluation.Glue(task, Classes(), configure: o => o.GroupColumn = "Group").Scores.Single(s => s.Name == name).Value;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Score("sst2", "accuracy"), Is.EqualTo(4.0 / 6).Within(1e-12));
            Assert.That(Score("mrpc", "F1"), Is.EqualTo(4.0 / 6).Within(1e-12));
            Assert.That(Score("cola", "Matthews correlation"), Is.EqualTo(1.0 / 3).Within(1e-12));
            Assert.That(Score("cb", "macro F1"), Is.EqualTo(4.0 / 6).Within(1e-12));
            Assert.That(Score("multirc", "exact match"), Is.EqualTo(1.0 / 3).Within(1e-12), "of the groups");
            Assert.That(Score("axg", "parity"), Is.EqualTo(2.0 / 3).Within(1e-12));
        }
    }

    [Test]
    public void NumbersAndAnswersAreScored()
    {
        var numbers = _context.Data.LoadFromEnumerable([new Rated(1, 2), new Rated(2, 3), new Rated(5, 4)]);
        var similarity = _context.Evaluation.Glue("sts-b", numbers, "Right", "Guess");
        Assert.That(similarity.Scores.Select(s => s.Name), Is.EqualTo(["Pearson", "Spearman"]));
        Assert.That(similarity.Scores[1].Value, Is.EqualTo(1).Within(1e-12));
        var answers = _context.Data.LoadFromEnumerable([new Answered(["the cat", "a dog"], "Cat!"), new Answered(["x y"], "y")]);
        var reading = _context.Evaluation.Glue("record", answers, "Right", "Said");
        Assert.That(reading.Scores.Select(s => s.Value), Is.EqualTo([(1 + 2.0 / 3) / 2, 0.5]).Within(1e-12));
    }

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        Assert.That(() => _context.Evaluation.Glue("mprc", Classes()), Throws.TypeOf<PipelineException>().With.Message.Contains("Did you mean 'mrpc'"));
        Assert.That(() => _context.Evaluation.Glue("multirc", Classes()), Throws.TypeOf<PipelineException>().With.Message.Contains("GroupColumn"));
        Assert.That(
            () => _context.Evaluation.Glue("mrpc", Classes(), configure: o => o.PositiveLabel = "yes"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("0, 1"));
    }

    [Test]
    public void EveryTaskCanBeFound() =>
        Assert.That(GlueTask.All.Select(t => GlueTask.Get(t.Name.ToUpperInvariant())), Is.EqualTo(GlueTask.All));

    private IDataView Classes() => _context.Data.LoadFromEnumerable(
    [
        new Classified(1, 1, "a"), new Classified(1, 0, "a"), new Classified(0, 0, "b"), new Classified(0, 0, "b"), new Classified(1, 1, "c"),
        new Classified(0, 1, "c"),
    ]);

    private sealed record Classified(int Label, int PredictedLabel, string Group);

    private sealed record Rated(float Right, float Guess);

    private sealed record Answered(string[] Right, string Said);
}
