namespace Pipelines.Nn.Tests;

internal sealed class RandomGeneratorTests
{
    [Test]
    public void TheSequenceIsXoshiro256StarStar()
    {
        // What the algorithm's definition gives from the state 1, 2, 3, 4.
        var random = new RandomGenerator(new RandomState(1, 2, 3, 4));
        Assert.That(random.NextUInt64(), Is.EqualTo(11520));
        Assert.That(random.NextUInt64(), Is.Zero);
        Assert.That(random.NextUInt64(), Is.EqualTo(1509978240));
        Assert.That(random.NextUInt64(), Is.EqualTo(1215971899390074240));
    }

    [Test]
    public void SameSeedSameNumbersAndOtherSeedOthers()
    {
        var a = new RandomGenerator(7);
        var b = new RandomGenerator(7);
        var c = new RandomGenerator(8);
        var numbers = Enumerable.Range(0, 100).Select(_ => a.NextUInt64()).ToArray();
        Assert.That(Enumerable.Range(0, 100).Select(_ => b.NextUInt64()), Is.EqualTo(numbers));
        Assert.That(Enumerable.Range(0, 100).Select(_ => c.NextUInt64()), Is.Not.EqualTo(numbers));
    }

    [Test]
    public void TheStateGoesOn()
    {
        var random = new RandomGenerator(1);
        random.NextNormal();
        var state = RandomState.Parse(random.State.ToString());
        var expected = Enumerable.Range(0, 50).Select(_ => random.NextNormal()).ToArray();
        var resumed = new RandomGenerator(state);
        Assert.That(Enumerable.Range(0, 50).Select(_ => resumed.NextNormal()), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase("zz00000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("000000000000000000000000000000000000000000000000000000000000001")]
    public void BadStatesAreRefused(string text) => Assert.That(() => RandomState.Parse(text), Throws.TypeOf<FormatException>());

    [Test]
    public void AStateOfZerosIsRefused() => Assert.That(() => new RandomGenerator(default(RandomState)), Throws.ArgumentException);

    [Test]
    public void NormalsHaveTheirMoments()
    {
        var random = new RandomGenerator(3);
        const int Count = 200_000;
        double sum = 0, squares = 0, fourths = 0;
        for (var i = 0; i < Count; i++)
        {
            var x = random.NextNormal();
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
        }

        Assert.That(sum / Count, Is.Zero.Within(0.01));
        Assert.That(squares / Count, Is.EqualTo(1.0).Within(0.015));
        Assert.That(fourths / Count, Is.EqualTo(3.0).Within(0.15));
    }

    [Test]
    public void UniformsStayInRange()
    {
        var random = new RandomGenerator(4);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            Assert.That(random.NextSingle(), Is.InRange(0f, 0.99999997f));
            Assert.That(random.NextDouble(), Is.GreaterThanOrEqualTo(0.0).And.LessThan(1.0));
            counts[random.NextInt32(7)]++;
        }

        Assert.That(counts, Has.All.InRange(9_600, 10_400));
        Assert.That(() => random.NextInt32(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(random.NextInt64(long.MaxValue), Is.GreaterThanOrEqualTo(0));
    }

    [Test]
    public void SplitsDiffer()
    {
        var random = new RandomGenerator(5);
        var first = random.Split();
        var second = random.Split();
        Assert.That(first.NextUInt64(), Is.Not.EqualTo(second.NextUInt64()));
    }
}
