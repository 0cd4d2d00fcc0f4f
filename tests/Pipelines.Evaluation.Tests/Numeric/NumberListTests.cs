namespace Pipelines.Evaluation.Tests;

internal sealed class NumberListTests
{
    [TestCase(0.1 + 0.2, "0.3")]
    [TestCase(-0.0, "0")]
    [TestCase(1080, "1080")]
    [TestCase(2.14285714286, "2.14285714286")]
    [TestCase(1e20, "1E+20")]
    public void NumbersAreWrittenTheSameWay(double value, string expected) => Assert.That(NumericAnswers.Format(value), Is.EqualTo(expected));

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
