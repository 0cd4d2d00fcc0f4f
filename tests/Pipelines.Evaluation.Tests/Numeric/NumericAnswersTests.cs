using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Pipelines.Evaluation.Tests;

internal sealed class NumericAnswersTests
{
    [TestCase("42", 42)]
    [TestCase(" 42. ", 42)]
    [TestCase("-1,234.50", -1234.5)]
    [TestCase("$1,000,000", 1e6)]
    [TestCase("-$5", -5)]
    [TestCase("$-5", -5)]
    [TestCase("5 €", 5)]
    [TestCase("20%", 20)]
    [TestCase("3/4", 0.75)]
    [TestCase("-3/4", -0.75)]
    [TestCase("1 1/2", 1.5)]
    [TestCase("6.02e23", 6.02e23)]
    [TestCase(".5", 0.5)]
    [TestCase("−7", -7)]
    [TestCase("+3", 3)]
    public void NumbersAreRead(string text, double expected)
    {
        Assert.That(NumericAnswers.TryParse(text, out var value), Is.True);
        Assert.That(value, Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase("")]
    [TestCase("x")]
    [TestCase("1,2")]
    [TestCase("1,00")]
    [TestCase("1234,567")]
    [TestCase("1/0")]
    [TestCase("--1")]
    [TestCase("1 2")]
    [TestCase("NaN")]
    [TestCase("Infinity")]
    [TestCase("1e999")]
    [TestCase("3 apples")]
    public void OtherTextsAreNone(string text) => Assert.That(NumericAnswers.TryParse(text, out _), Is.False);

    [TestCase("So the answer is 42.", 42)]
    [TestCase("3 + 4 = 7 apples", 7)]
    [TestCase("#### 1,234", 1234)]
    [TestCase("it costs $-2.50!", -2.5)]
    [TestCase("from -3 to 10-4", 4)]
    [TestCase("a total of .75", 0.75)]
    [TestCase("it is 3/4.", 0.75)]
    [TestCase("5, 6 and -7", -7)]
    [TestCase("2 of version3", 2)]
    [TestCase("options 1,2", 2)]
    public void TheLastNumberIsFound(string text, double expected)
    {
        Assert.That(NumericAnswers.TryFindLast(text, out var value), Is.True);
        Assert.That(value, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void WhatIsWrittenIsRead() => Prop.ForAll(Gen.Choose(-100_000_000, 100_000_000).ToArbitrary(), hundredths =>
    {
        var number = hundredths / 100.0;
        foreach (var format in (string[])["F2", "N2", "R"])
        {
            var text = number.ToString(format, CultureInfo.InvariantCulture);
            Assert.That(NumericAnswers.TryParse(text, out var parsed), Is.True, text);
            Assert.That(NumericAnswers.AreEqual(number, parsed), Is.True, text);
            Assert.That(NumericAnswers.TryFindLast($"it is {text} in all", out var found), Is.True, text);
            Assert.That(found, Is.EqualTo(parsed), text);
        }
    }).QuickCheckThrowOnFailure();

    [Test]
    public void AnyTextIsReadWithoutAnError() => Prop.ForAll(
        Gen.Elements("-", "$", "1", "2", ",", ".", "/", " ", "e", "%", "x", "0").ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            if (NumericAnswers.TryFindLast(text, out var value) | NumericAnswers.TryParse(text, out var whole))
                Assert.That(double.IsFinite(value) && double.IsFinite(whole), Is.True);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void AViewIsScored()
    {
        using var context = PipelineContext.Create(p => p.AddEvaluation());
        var rows = new[] { new Row("#### 1,000", "that makes $1000."), new Row("7", "8"), new Row("7", "no idea"), new Row("0.5", "1/2") };
        var result = context.Evaluation.NumericMatch(context.Data.LoadFromEnumerable(rows), "Answer", "Said");
        Assert.That(result.Accuracy.Rows, Is.EqualTo([1, 0, 0, 1]));
        Assert.That(result.Unparsed, Is.EqualTo(1));
        Assert.That(result.ToString(), Does.Contain("1 without a number").And.Contain("take:last"));
        var whole = context.Evaluation.NumericMatch(context.Data.LoadFromEnumerable(rows[1..]), "Answer", "Said", o => o.TakeLastNumber = false);
        Assert.That(whole.Accuracy.Rows, Is.EqualTo([0, 0, 1]));
        Assert.That(
            () => context.Evaluation.NumericMatch(context.Data.LoadFromEnumerable([new Row("none", "1")]), "Answer", "Said"),
            Throws.TypeOf<CellException>().With.Property("Row").Zero.And.Message.Contains("'none'"));
        Assert.That(context.Evaluation.GetTextMetric(NumericMatchMetric.Id).Score(["= 2", "3"], ["2.0", "4"]), Is.EqualTo(0.5));
        Assert.That(() => NumericAnswers.AreEqual(double.NaN, 1), Throws.TypeOf<PipelineException>());
    }

    private sealed record Row(string Answer, string Said);
}
