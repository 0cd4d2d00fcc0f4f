namespace Pipelines.Benchmarks.Training;

/// <summary>A contender's result for a shape.</summary>
/// <param name="Shape">The shape's name.</param>
/// <param name="Contender">Who.</param>
/// <param name="TokensPerSecond">The median of the rounds.</param>
/// <param name="Rounds">Each round.</param>
/// <param name="Gigaflops">Needed operations per second, in 10⁹.</param>
/// <param name="FractionOfPeak">Those over what the machine's multiply-add units can do.</param>
internal sealed record TrainingResultRow(
    string Shape, string Contender, double TokensPerSecond, double[] Rounds, double Gigaflops, double FractionOfPeak);
