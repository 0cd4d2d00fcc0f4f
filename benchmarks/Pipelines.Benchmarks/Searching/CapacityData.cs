namespace Pipelines.Benchmarks.Searching;

/// <summary>Clustered vectors that are made when they are needed, some thousands at once, so that they take no memory beside an index.</summary>
internal sealed class CapacityData
{
    public const int ChunkRows = 10_000;

    private const int Clusters = 1000;
    private const float Spread = 0.35f;

    private readonly float[] _centers;
    private readonly float[] _noise = new float[1 << 20];
    private readonly int _dimension;

    public CapacityData(int dimension)
    {
        _dimension = dimension;
        var random = new Random(11);
        _centers = new float[Clusters * dimension];
        foreach (var values in new[] { _centers, _noise })
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        }
    }

    /// <summary>Rows that depend on the seed alone: a centre, and noise from a random place of the table.</summary>
    public void Fill(Span<float> rows, int seed)
    {
        var random = new Random(seed);
        for (; rows.Length >= _dimension; rows = rows[_dimension..])
        {
            var center = _centers.AsSpan(random.Next(Clusters) * _dimension, _dimension);
            var noise = _noise.AsSpan(random.Next(_noise.Length - _dimension), _dimension);
            for (var i = 0; i < _dimension; i++)
                rows[i] = center[i] + Spread * noise[i];
        }
    }
}
