namespace Pipelines.Retrieval.Tests;

/// <summary>Vectors around centres, as embeddings lie.</summary>
internal static class Clustered
{
    public static float[] Vectors(int count, int dimension, int clusters, int seed)
    {
        var random = new Random(seed);
        var centres = new float[clusters * dimension];
        for (var i = 0; i < centres.Length; i++)
            centres[i] = Normal(random);
        var vectors = new float[count * dimension];
        for (var i = 0; i < count; i++)
        {
            var centre = random.Next(clusters);
            for (var j = 0; j < dimension; j++)
                vectors[i * dimension + j] = centres[centre * dimension + j] + 0.3f * Normal(random);
        }

        return vectors;
    }

    public static long[] Ids(int count) => [.. Enumerable.Range(0, count).Select(i => (long)i)];

    /// <summary>The share of the k nearest, of a tenth of the vectors, that an index finds.</summary>
    public static double Recall(IVectorIndex index, float[] vectors, int count, int dimension, int k)
    {
        var exact = new FlatIndex(dimension, index.Metric);
        exact.Add(Ids(count), vectors);
        var queries = vectors.AsMemory(0, count / 10 * dimension);
        var expected = exact.SearchBatch(queries, k);
        var found = index.SearchBatch(queries, k);
        var common = expected.Zip(found, (e, f) => e.Select(h => h.Id).Intersect(f.Select(h => h.Id)).Count()).Sum();
        return common / (double)(expected.Length * k);
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
