using System.Text.Json;

namespace Pipelines.Retrieval.Tests;

/// <summary>Numbers of golden cases in Float64.</summary>
internal static class GoldenNumbers
{
    public static double[] Doubles(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(v => v.GetDouble())];

    public static void AreClose(double[] actual, double[] expected, double absolute, double relative = 0)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (var i = 0; i < expected.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(Math.Max(absolute, relative * Math.Abs(expected[i]))), $"element {i}");
    }
}
