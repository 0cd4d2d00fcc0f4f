namespace Pipelines.Retrieval.Tests;

public unsafe class KMeansTests
{
    [Test]
    public void CentroidsOfSeparateClustersAreTheirMeans([Values(3, 40)] int dimension)
    {
        // Far apart: k-means++ starts with one of each.
        var random = new Random(dimension);
        var rows = new float[90 * dimension];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = 100 * (i / dimension % 3) + random.NextSingle();
        fixed (float* start = rows)
        {
            var centroids = KMeans.Fit(start, 90, dimension, 3, isSpherical: false, 5, seed: 1, CancellationToken.None);
            var order = Enumerable.Range(0, 3).OrderBy(c => centroids[c * dimension]).ToArray();
            for (var cluster = 0; cluster < 3; cluster++)
            {
                for (var j = 0; j < dimension; j++)
                {
                    var mean = Enumerable.Range(0, 30).Average(i => (double)rows[(3 * i + cluster) * dimension + j]);
                    Assert.That(centroids[order[cluster] * dimension + j], Is.EqualTo(mean).Within(1e-4));
                }
            }
        }
    }

    [Test]
    public void EmptyClustersAreFilledFromLargeOnes()
    {
        // Two places and four centroids: two of them lose all rows unless they split a place.
        var rows = Enumerable.Range(0, 400).Select(i => i < 390 ? 1 + i * 1e-3f : 50).ToArray();
        fixed (float* start = rows)
        {
            var centroids = KMeans.Fit(start, 400, 1, 4, isSpherical: false, 25, seed: 3, CancellationToken.None);
            var assigned = new int[400];
            KMeans.Assign(KMeans.ToBlocks(centroids, 1), start, 400, isL2: true, assigned);
            Assert.That(assigned.Distinct().Count(), Is.EqualTo(4));
        }
    }

    [TestCase(5)]
    [TestCase(48)]
    public void RowsGoToTheNearestCentroidAndOfEqualOnesToTheFirst(int dimension)
    {
        var random = new Random(dimension);
        var centroids = new float[70 * dimension];
        for (var i = 0; i < centroids.Length; i++)
            centroids[i] = random.Next(-2, 3);
        centroids.AsSpan(0, dimension).CopyTo(centroids.AsSpan(69 * dimension));
        var rows = new float[300 * dimension];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = random.Next(-2, 3);
        centroids.AsSpan(0, dimension).CopyTo(rows);
        var reference = new BruteForce(VectorMetric.L2);
        for (var i = 0; i < 70; i++)
            reference.Add(i, centroids.AsSpan(i * dimension, dimension));
        var assigned = new int[300];
        fixed (float* start = rows)
            KMeans.Assign(KMeans.ToBlocks(centroids, dimension), start, 300, isL2: true, assigned);
        Assert.That(assigned[0], Is.Zero);
        for (var i = 0; i < 300; i++)
            Assert.That(assigned[i], Is.EqualTo(reference.Search(rows.AsSpan(i * dimension, dimension), 1)[0].Id), $"row {i}");
    }
}
