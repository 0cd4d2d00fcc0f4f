using System.Runtime.InteropServices;

namespace Pipelines.Benchmarks.Searching;

/// <summary>Clustered vectors and queries, in memory and in files for the other side.</summary>
internal sealed class SearchData : IDisposable
{
    private const int Clusters = 1000;
    private const double Spread = 0.35;

    public SearchData(int count, int queryCount, int dimension)
    {
        Dimension = dimension;
        var random = new Random(7);
        var centers = new float[Clusters * dimension];
        for (var i = 0; i < centers.Length; i++)
            centers[i] = (float)Normal(random);
        Vectors = Draw(random, centers, count);
        Queries = Draw(random, centers, queryCount);
        Folder = Directory.CreateTempSubdirectory("search-benchmark-").FullName;
        File.WriteAllBytes(VectorsFile, MemoryMarshal.AsBytes(Vectors.AsSpan()));
        File.WriteAllBytes(QueriesFile, MemoryMarshal.AsBytes(Queries.AsSpan()));
    }

    public int Dimension { get; }

    public float[] Vectors { get; }

    public float[] Queries { get; }

    public int Count => Vectors.Length / Dimension;

    public int QueryCount => Queries.Length / Dimension;

    public string VectorsFile => Path.Combine(Folder, "vectors.f32");

    public string QueriesFile => Path.Combine(Folder, "queries.f32");

    public string LabelsFile => Path.Combine(Folder, "labels.i64");

    private string Folder { get; }

    /// <summary>What the other side found, k ids a query.</summary>
    public long[] ReadLabels() => MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(LabelsFile)).ToArray();

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private float[] Draw(Random random, float[] centers, int count)
    {
        var rows = new float[count * Dimension];
        for (var row = 0; row < count; row++)
        {
            var center = random.Next(Clusters) * Dimension;
            for (var i = 0; i < Dimension; i++)
                rows[row * Dimension + i] = centers[center + i] + (float)(Spread * Normal(random));
        }

        return rows;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
