namespace Pipelines.Tensors.Tests;

internal sealed class SizeClassTests
{
    [Test]
    public void IndexOf_IsTheSmallestClassThatHoldsTheBytes()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = i < 5000 ? i : (long)Math.Exp(random.NextDouble() * Math.Log(1L << 45));
            var index = SizeClass.IndexOf(bytes);
            Assert.That(SizeClass.BytesOf(index), Is.GreaterThanOrEqualTo(bytes));
            if (index > 0)
                Assert.That(SizeClass.BytesOf(index - 1), Is.LessThan(bytes));
        }
    }

    [Test]
    public void BytesOf_WastesAtMostAnEighthAndKeepsTheAlignment()
    {
        for (var index = 0; index < SizeClass.Count - 1; index++)
        {
            var (size, next) = (SizeClass.BytesOf(index), SizeClass.BytesOf(index + 1));
            Assert.That(next, Is.GreaterThan(size));
            Assert.That(size % TensorPool.Alignment, Is.Zero);
            if (size >= 512)
                Assert.That((next - size) / (double)size, Is.LessThanOrEqualTo(0.125));
        }
    }

    [Test]
    public void IndexOf_RefusesWhatCannotBe()
    {
        Assert.That(() => SizeClass.IndexOf(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => SizeClass.IndexOf(long.MaxValue), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
