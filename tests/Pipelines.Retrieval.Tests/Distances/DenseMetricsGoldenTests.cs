using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Retrieval.Tests;

[Category("Golden")]
internal sealed class DenseMetricsGoldenTests
{
    private static readonly Dictionary<string, DistanceMetric> Metrics = new()
    {
        ["euclidean"] = DistanceMetric.Euclidean,
        ["sqeuclidean"] = DistanceMetric.SquaredEuclidean,
        ["cosine"] = DistanceMetric.Cosine,
        ["cityblock"] = DistanceMetric.CityBlock,
        ["chebyshev"] = DistanceMetric.Chebyshev,
        ["correlation"] = DistanceMetric.Correlation,
        ["braycurtis"] = DistanceMetric.BrayCurtis,
        ["canberra"] = DistanceMetric.Canberra,
    };

    [TestCaseSource(nameof(Cases))]
    public void Distances_are_those_of_the_reference(GoldenCase golden)
    {
        var (left, right) = (GoldenCase.Floats(golden.Get("A")), GoldenCase.Floats(golden.Get("B")));
        var dimension = GoldenCase.Extents(golden.Get("A"))[1];
        var checkedOutputs = 0;
        foreach (var output in golden.Get("outputs").EnumerateObject())
        {
            if (Compute(output.Name, left, right, dimension) is not { } actual)
                continue;
            checkedOutputs++;
            GoldenNumbers.AreClose(actual, GoldenNumbers.Doubles(output.Value), 1e-9, 1e-9);
        }

        Assert.That(checkedOutputs, Is.GreaterThanOrEqualTo(Metrics.Count + 2));
        CheckNearest(golden, "top 3 rows of B by euclidean", DistanceMetric.Euclidean, left, right, dimension);
        CheckNearest(golden, "top 3 rows of B by cosine_similarity", DistanceMetric.Cosine, left, right, dimension);
    }

    private static IEnumerable<TestCaseData> Cases() => GoldenCase.Find("dense-metrics-", golden => golden.Has("outputs"));

    private static double[]? Compute(string name, float[] left, float[] right, int dimension)
    {
        if (Metrics.TryGetValue(name, out var metric))
            return PairwiseDistances.Compute(metric, left, right, dimension);
        return name switch
        {
            "cosine_similarity" => [.. PairwiseDistances.Compute(DistanceMetric.Cosine, left, right, dimension).Select(d => 1 - d)],
            "minkowski p=3" => PairwiseDistances.Minkowski(left, right, dimension, 3),
            "dot (A @ B^T)" => null,
            _ when name.StartsWith("top ", StringComparison.Ordinal) => null,
            _ => throw new JsonException($"The case has an output that is not known, '{name}'."),
        };
    }

    private static void CheckNearest(
        GoldenCase golden, string name, DistanceMetric metric, float[] left, float[] right, int dimension)
    {
        var expected = GoldenCase.Ints(golden.Get($"outputs/{name}"));
        var distances = PairwiseDistances.Compute(metric, left, right, dimension);
        var (rows, columns) = (left.Length / dimension, right.Length / dimension);
        var best = Enumerable.Range(0, rows).SelectMany(
            row => Enumerable.Range(0, columns).OrderBy(column => distances[(row * columns) + column]).Take(3));
        Assert.That(best, Is.EqualTo(expected), name);
    }
}
