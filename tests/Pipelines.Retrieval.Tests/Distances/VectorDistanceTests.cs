namespace Pipelines.Retrieval.Tests;

internal sealed class VectorDistanceTests
{
    [Test]
    public void Kernels_equal_their_scalar_twins_at_every_length()
    {
        var random = new Random(7);
        for (var length = 0; length <= 200; length++)
        {
            var (a, b) = (Draw(random, length), Draw(random, length));
            var dot = a.Zip(b, (x, y) => (double)x * y).Sum();
            var squares = a.Zip(b, (x, y) => Math.Pow((double)x - y, 2)).Sum();
            var absolute = a.Zip(b, (x, y) => Math.Abs((double)x - y)).Sum();
            var tolerance = 1e-5 * (1 + length);
            Assert.Multiple(() =>
            {
                Assert.That(VectorDistance.Dot(a, b), Is.EqualTo(dot).Within(tolerance), $"dot, {length}");
                Assert.That(VectorDistance.SquaredEuclidean(a, b), Is.EqualTo(squares).Within(tolerance), $"squares, {length}");
                Assert.That(VectorDistance.CityBlock(a, b), Is.EqualTo(absolute).Within(tolerance), $"absolute, {length}");
                if (length > 0)
                {
                    var norms = Math.Sqrt(a.Sum(x => (double)x * x)) * Math.Sqrt(b.Sum(x => (double)x * x));
                    Assert.That(VectorDistance.Cosine(a, b), Is.EqualTo(1 - (dot / norms)).Within(1e-5), $"cosine, {length}");
                    Assert.That(
                        PairwiseDistances.Compute(DistanceMetric.SquaredEuclidean, a, b, length)[0],
                        Is.EqualTo(squares).Within(1e-12 * (1 + squares)));
                    Assert.That(
                        PairwiseDistances.Compute(DistanceMetric.CityBlock, a, b, length)[0],
                        Is.EqualTo(absolute).Within(1e-12 * (1 + absolute)));
                }
            });
        }
    }

    [Test]
    public void Nearly_equal_rows_keep_their_distance()
    {
        float[] a = [1000, 2000, 3000];
        float[] b = [1000, 2000, MathF.BitIncrement(3000)];
        var step = (double)b[2] - a[2];
        Assert.That(PairwiseDistances.Compute(DistanceMetric.Euclidean, a, b, 3)[0], Is.EqualTo(step).Within(1e-15));
        Assert.That(VectorDistance.Euclidean(a, b), Is.EqualTo((float)step));
    }

    [Test]
    public void A_zero_vector_has_no_cosine() =>
        Assert.That(PairwiseDistances.Compute(DistanceMetric.Cosine, new float[3], new float[] { 1, 2, 3 }, 3)[0], Is.NaN);

    [Test]
    public void Different_lengths_are_refused()
    {
        Assert.That(() => VectorDistance.Dot([1, 2], [1]), Throws.ArgumentException.With.Message.Contains("2 and 1 elements"));
        Assert.That(
            () => PairwiseDistances.Compute(DistanceMetric.Euclidean, new float[6], new float[5], 3),
            Throws.TypeOf<RetrievalException>().With.Message.Contains("right matrix has 5 elements"));
    }

    private static float[] Draw(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
}
