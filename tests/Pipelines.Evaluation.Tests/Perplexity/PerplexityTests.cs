using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class PerplexityTests
{
    private PipelineContext _context = null!;

    [SetUp]
    public void SetUp() => _context = PipelineContext.Create(p => p.AddEvaluation());

    [TearDown]
    public void TearDown() => _context.Dispose();

    [Test]
    public void EveryTokenIsScoredOnceWithEnoughBefore() => Prop.ForAll(Windows().ToArbitrary(), one =>
    {
        var (size, stride, count) = one;
        var scored = new int[count];
        foreach (var window in new SlidingWindow(size, stride).Windows(count))
        {
            Assert.That(window.Length, Is.LessThanOrEqualTo(size));
            Assert.That(window.Start + window.Length, Is.LessThanOrEqualTo(count));
            Assert.That(window.FirstScored, Is.GreaterThanOrEqualTo(1), "there is context");
            Assert.That(window.Start == 0 || window.FirstScored >= size - stride, Is.True, "and enough");
            for (var i = window.FirstScored; i < window.Length; i++)
                scored[window.Start + i]++;
        }

        Assert.That(scored.Take(1), Has.All.Zero);
        Assert.That(scored.Skip(1), Has.All.EqualTo(1));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void WindowsGiveTheSumOfLosses()
    {
        var tokens = Enumerable.Range(0, 50).ToArray();
        var read = 0;
        var likelihood = new SlidingWindow(8, 3).Score("some text é", tokens, (window, losses) =>
        {
            read += window.Length;
            for (var i = 0; i < window.Length; i++)
                losses[i] = window[i] / 100.0;
        });
        Assert.That(likelihood.LogLikelihood, Is.EqualTo(-tokens.Sum() / 100.0).Within(1e-12));
        Assert.That(likelihood, Is.EqualTo(new TextLikelihood(likelihood.LogLikelihood, 49, 12, 11, 3)));
        Assert.That(read, Is.GreaterThan(100), "windows overlap");
    }

    [Test]
    public void AViewIsScoredByTokensAndInEveryUnit()
    {
        var rows = new[] { new Row("ab cd", 2, 3), new Row("é 猫", 1, 1), new Row("x", 0.5f, 2) };
        var view = _context.Data.LoadFromEnumerable(rows);
        var result = _context.Evaluation.Perplexity(view, "Text");
        // 8 nats; 6 tokens; 5 + 6 + 1 bytes; 5 + 3 + 1 characters; 2 + 2 + 1 words.
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Perplexity.Value, Is.EqualTo(Math.Exp(8.0 / 6)).Within(1e-12));
            Assert.That(result.BitsPerByte!.Value.Value, Is.EqualTo(8 / Math.Log(2) / 12).Within(1e-12));
            Assert.That(result.BitsPerCharacter!.Value.Value, Is.EqualTo(8 / Math.Log(2) / 9).Within(1e-12));
            Assert.That(result.BitsPerWord!.Value.Value, Is.EqualTo(8 / Math.Log(2) / 5).Within(1e-12));
            Assert.That(result.Rows, Is.EqualTo([Math.Exp(2), Math.Exp(1), Math.Exp(0.5)]).Within(1e-6));
            Assert.That(result.Perplexity.Lower, Is.LessThan(result.Perplexity.Value));
            Assert.That(result.ToString(), Does.Contain("3 rows").And.Contain("6 tokens"));
            Assert.That(_context.Evaluation.Perplexity(view).BitsPerByte, Is.Null);
        }
    }

    [Test]
    public void TheOrderOfRowsDoesNotMatter() => Prop.ForAll(Gen.Choose(0, 100).Two().NonEmptyListOf().ToArbitrary(), pairs =>
    {
        Row[] rows = [.. pairs.Select(p => new Row("word", p.Item1 / 20f, p.Item2 + 1))];
        var there = _context.Evaluation.Perplexity(_context.Data.LoadFromEnumerable(rows), "Text", configure: o => o.BootstrapSamples = 10);
        var back = _context.Evaluation.Perplexity(_context.Data.LoadFromEnumerable(Enumerable.Reverse(rows).ToArray()), "Text", configure: o => o.BootstrapSamples = 0);
        Assert.That(back.Perplexity.Value, Is.EqualTo(there.Perplexity.Value).Within(1e-9));
        Assert.That(there.Perplexity.Value, Is.GreaterThanOrEqualTo(1));
        Assert.That(there.Perplexity.Value, Is.InRange(there.Rows.Min() - 1e-9, there.Rows.Max() + 1e-9));
    }).QuickCheckThrowOnFailure();

    [Test]
    public void WhatCannotBeScoredIsSaid()
    {
        void Refused(Row row, string expected) => Assert.That(
            () => _context.Evaluation.Perplexity(_context.Data.LoadFromEnumerable([new Row("a", 1, 1), row]), "Text"),
            Throws.TypeOf<CellException>().With.Property("Row").EqualTo(1).And.Message.Contains(expected));
        Refused(new Row("a", float.NaN, 1), "NaN");
        Refused(new Row("a", float.PositiveInfinity, 1), "Loss");
        Refused(new Row("a", -1, 1), "below 0");
        Refused(new Row("a", 1, 0), "0 tokens");
        Refused(new Row(" ", 1, 1), "no word");
        var none = _context.Data.LoadFromEnumerable(Array.Empty<Row>());
        Assert.That(() => _context.Evaluation.Perplexity(none), Throws.TypeOf<PipelineException>().With.Message.Contains("no rows"));
        Assert.That(() => _context.Evaluation.Perplexity(none, "Nothing"), Throws.TypeOf<SchemaException>());
        Assert.That(() => new SlidingWindow(8, 8), Throws.TypeOf<PipelineException>().With.Message.Contains("1 to 7"));
        Assert.That(() => new SlidingWindow(1, 1), Throws.TypeOf<PipelineException>());
        Assert.That(() => new SlidingWindow(4, 2).Score("", [1], (_, _) => { }), Throws.TypeOf<PipelineException>().With.Message.Contains("two"));
        Assert.That(
            () => new SlidingWindow(4, 2).Score("a", [1, 2, 3, 4, 5], (_, losses) => losses.Fill(double.NaN)),
            Throws.TypeOf<PipelineException>().With.Message.Contains("token 1"));
        Assert.That(() => PerplexityMetrics.BitsPerWord(new TextLikelihood(-1, 1, 1, 1, 0)), Throws.TypeOf<PipelineException>().With.Message.Contains("word"));
        Assert.That(() => PerplexityMetrics.Perplexity(new TextLikelihood(1, 1, 1, 1, 1)), Throws.TypeOf<PipelineException>());
    }

    private static Gen<(int Size, int Stride, int Count)> Windows() =>
        from size in Gen.Choose(2, 20)
        from stride in Gen.Choose(1, size - 1)
        from count in Gen.Choose(0, 100)
        select (size, stride, count);

    private sealed record Row(string Text, float Loss, int TokenCount);
}
