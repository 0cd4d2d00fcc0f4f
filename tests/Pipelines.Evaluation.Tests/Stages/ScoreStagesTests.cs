namespace Pipelines.Evaluation.Tests;

internal sealed class ScoreStagesTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddEvaluation());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void TextsGetAColumnForEachMetric()
    {
        var view = _context.Data.LoadFromEnumerable([new Texts(["x y", "the cat"], "a cat"), new Texts(["x y"], "x y")]);
        var scored = _context.Transforms.ScoreTexts(o =>
        {
            (o.ReferenceColumn, o.CandidateColumn) = ("Expected", "Said");
            o.Metrics = [SquadF1Metric.Id, TerMetric.Id, ChrfPlusPlusMetric.Id];
        }).Fit(view).Transform(view);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Column(scored, "SquadF1"), Is.EqualTo([1, 1]), "the best of several references");
            Assert.That(Column(scored, "Ter"), Is.EqualTo([50, 0]), "and the least where less is better");
            Assert.That(Column(scored, "ChrfPlusPlus")[1], Is.EqualTo(100).Within(1e-9));
        }

        Assert.That(
            () => _context.Transforms.ScoreTexts(o => o.Metrics = ["pipelines.rouge-9"]),
            Throws.TypeOf<PipelineException>().With.Message.Contains("rouge-9"));
        Assert.That(
            () => _context.Transforms.ScoreTexts(o => o.Metrics = [BleuMetric.Id, BleuMetric.Id]), Throws.TypeOf<PipelineException>().With.Message.Contains("Bleu"));
        var empty = _context.Data.LoadFromEnumerable([new Texts([" "], "a")]);
        var failing = _context.Transforms.ScoreTexts(o => (o.ReferenceColumn, o.CandidateColumn) = ("Expected", "Said")).Fit(empty).Transform(empty);
        Assert.That(() => Column(failing, "Rouge1"), Throws.TypeOf<CellException>().With.Message.Contains("Expected"));
    }

    [Test]
    public void RankingsGetTheirScores()
    {
        var view = _context.Data.LoadFromEnumerable([new Ranked("B", "A B"), new Ranked("A", "A B")]);
        var scored = _context.Transforms.ScoreRankings(o =>
        {
            (o.LabelColumn, o.RankingColumn) = ("Answer", "Said");
            o.Scores = Enum.GetValues<RankingScore>();
        }).Fit(view).Transform(view);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Column(scored, "AveragePrecision"), Is.EqualTo([0.5, 1]));
            Assert.That(Column(scored, "ReciprocalRank"), Is.EqualTo([0.5, 1]));
            Assert.That(Column(scored, "Recall"), Is.EqualTo([1, 1]));
            Assert.That(Column(scored, "NormalizedGain"), Is.EqualTo([1 / Math.Log2(3), 1]).Within(1e-12));
            Assert.That(Column(scored, "Correct"), Is.EqualTo([0, 1]));
        }
    }

    [Test]
    public void LikelihoodsAndRepetitionGetTheirs()
    {
        var view = _context.Data.LoadFromEnumerable([new Scored("ab ab", 2, 3)]);
        var scored = _context.Transforms.ScoreLikelihood().Append(_context.Transforms.ScoreRepetition(o => (o.InputColumn, o.Length) = ("Text", 1))).Fit(view).Transform(view);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Column(scored, "Perplexity"), Is.EqualTo([Math.Exp(2)]).Within(1e-6));
            Assert.That(Column(scored, "BitsPerByte"), Is.EqualTo([6 / Math.Log(2) / 5]).Within(1e-6));
            Assert.That(Column(scored, "BitsPerWord"), Is.EqualTo([3 / Math.Log(2)]).Within(1e-6));
            Assert.That(Column(scored, "Repetition"), Is.EqualTo([0.5]));
        }
    }

    private static double[] Column(IDataView view, string name)
    {
        var values = new List<double>();
        using var cursor = view.GetRowCursor([view.Schema[name]]);
        var get = cursor.GetGetter<double>(view.Schema[name]);
        double value = default;
        while (cursor.MoveNext())
        {
            get(ref value);
            values.Add(value);
        }

        return [.. values];
    }

    private sealed record Texts(string[] Expected, string Said);

    private sealed record Ranked(string Answer, string Said);

    private sealed record Scored(string Text, float Loss, int TokenCount);
}
