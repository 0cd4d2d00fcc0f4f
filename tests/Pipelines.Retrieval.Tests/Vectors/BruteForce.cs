namespace Pipelines.Retrieval.Tests;

/// <summary>Vectors in a dictionary, compared one by one in the arithmetic that the indexes promise.</summary>
internal sealed class BruteForce(VectorMetric metric)
{
    public Dictionary<long, float[]> Vectors { get; } = [];

    public void Add(long id, ReadOnlySpan<float> vector) => Vectors.Add(id, Scale(vector));

    public VectorHit[] Search(ReadOnlySpan<float> query, int k, Func<long, bool>? filter = null)
    {
        var scaled = Scale(query);
        var hits = Vectors.Where(v => filter is null || filter(v.Key)).Select(v => new VectorHit(v.Key, Score(scaled, v.Value)));
        var ordered = metric == VectorMetric.L2 ? hits.OrderBy(h => h.Score) : hits.OrderByDescending(h => h.Score);
        return ordered.ThenBy(h => h.Id).Take(k).ToArray();
    }

    private float Score(float[] query, float[] vector)
    {
        var sum = 0f;
        for (var i = 0; i < query.Length; i++)
        {
            var difference = vector[i] - query[i];
            sum = metric == VectorMetric.L2
                ? MathF.FusedMultiplyAdd(difference, difference, sum)
                : MathF.FusedMultiplyAdd(query[i], vector[i], sum);
        }

        return sum;
    }

    public static float[] ToUnitLength(float[] vector) => new BruteForce(VectorMetric.Cosine).Scale(vector);

    private float[] Scale(ReadOnlySpan<float> vector)
    {
        using var rows = new PreparedRows(vector.ToArray(), vector.Length, metric);
        unsafe
        {
            return new ReadOnlySpan<float>(rows.Pointer, vector.Length).ToArray();
        }
    }
}
