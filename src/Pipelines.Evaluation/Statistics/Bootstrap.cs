namespace Pipelines.Evaluation;

/// <summary>Intervals of means by drawing rows again (Efron 1979): percentiles of the means of samples as large as the data.</summary>
internal static class Bootstrap
{
    private const double Outside = 0.025;

    /// <summary>The mean of each column and its 95 % interval.</summary>
    /// <param name="values">Rows of values.</param>
    /// <param name="columns">Values in a row.</param>
    /// <param name="samples">Samples to draw; 0 for no intervals.</param>
    /// <param name="seed">Decides the samples. They do not depend on the number of threads.</param>
    public static ScoreEstimate[] Means(double[] values, int columns, int samples, int seed)
    {
        var rows = values.Length / columns;
        var means = new double[columns];
        for (var row = 0; row < rows; row++)
            Add(values.AsSpan(row * columns, columns), means);
        for (var c = 0; c < columns; c++)
            means[c] /= rows;
        var estimates = new ScoreEstimate[columns];
        if (samples == 0)
        {
            for (var c = 0; c < columns; c++)
                estimates[c] = new ScoreEstimate(means[c], double.NaN, double.NaN);
            return estimates;
        }

        var drawn = new double[columns][];
        for (var c = 0; c < columns; c++)
            drawn[c] = new double[samples];
        Parallel.For(0, samples, sample =>
        {
            Span<double> sums = columns <= 64 ? stackalloc double[columns] : new double[columns];
            sums.Clear();
            // The mixed number of the sample is where its own stream begins.
            var state = Mix(unchecked((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)sample));
            for (var i = 0; i < rows; i++)
            {
                state += 0x9E3779B97F4A7C15;
                var row = (int)Math.BigMul(Mix(state), (ulong)rows, out _);
                Add(values.AsSpan(row * columns, columns), sums);
            }

            for (var c = 0; c < sums.Length; c++)
                drawn[c][sample] = sums[c] / rows;
        });
        for (var c = 0; c < columns; c++)
        {
            Array.Sort(drawn[c]);
            estimates[c] = new ScoreEstimate(means[c], Percentile(drawn[c], Outside), Percentile(drawn[c], 1 - Outside));
        }

        return estimates;
    }

    /// <summary>A share's place among sorted values, between two of them where it falls there.</summary>
    public static double Percentile(ReadOnlySpan<double> sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    private static void Add(ReadOnlySpan<double> row, Span<double> sums)
    {
        for (var c = 0; c < row.Length; c++)
            sums[c] += row[c];
    }

    // SplitMix64's finalizer (Steele et al. 2014).
    private static ulong Mix(ulong value)
    {
        value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
        value = (value ^ value >> 27) * 0x94D049BB133111EB;
        return value ^ value >> 31;
    }
}
