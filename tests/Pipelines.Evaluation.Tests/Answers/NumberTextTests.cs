namespace Pipelines.Evaluation.Tests;

internal sealed class NumberTextTests
{
    [TestCase("1,080", 1080)]
    [TestCase(" $5.50 ", 5.5)]
    [TestCase("3/4", 0.75)]
    [TestCase("-2", -2)]
    [TestCase("12 apples", 12)]
    [TestCase("28%", 28)]
    [TestCase("+3", 3)]
    public void ReadsWhatIsANumber(string text, double expected)
    {
        Assert.That(NumberText.TryParse(text, out var value), Is.True);
        Assert.That(value, Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase("")]
    [TestCase("five")]
    [TestCase("5 = 5")]
    [TestCase("5 or 6")]
    [TestCase("about 5")]
    public void RefusesWhatIsNone(string text) => Assert.That(NumberText.TryParse(text, out _), Is.False);

    [TestCase(0.1 + 0.2, "0.3")]
    [TestCase(-0.0, "0")]
    [TestCase(1080, "1080")]
    [TestCase(2.14285714286, "2.14285714286")]
    [TestCase(1e20, "1E+20")]
    public void WritesThemTheSameWay(double value, string expected) => Assert.That(NumberText.Format(value), Is.EqualTo(expected));

    [Test]
    public void ANumberListDoesNotCareForOrder()
    {
        Assert.That(NumberList.AreEqual([1, 2.0001], [2, 1]), Is.True);
        Assert.That(NumberList.AreEqual([1, 2], [1]), Is.False);
        Assert.That(NumberList.AreEqual([double.NaN], [double.NaN]), Is.False);
        Assert.That(NumberList.Parse("12; 3.5"), Is.EqualTo(new[] { 3.5, 12 }));
        Assert.That(NumberList.Parse("12; x"), Is.Null);
    }
}
