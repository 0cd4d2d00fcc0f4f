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

    /// <summary>Figures of all rows together, such as a correlation, and their 95 % intervals.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="figures">How many figures there are.</param>
    /// <param name="options">Samples and seed; the samples are those of <see cref="Means"/>.</param>
    /// <param name="compute">Computes the figures of rows, given by their places; several threads call it.</param>
    /// <remarks>
    /// A figure that a sample leaves undefined, NaN, is left out of its interval; one that is undefined for all rows is the caller's to
    /// refuse.
    /// </remarks>
    public static ScoreEstimate[] Figures(int rows, int figures, MetricOptions options, FigureComputation compute)
    {
        var all = new int[rows];
        for (var i = 0; i < rows; i++)
            all[i] = i;
        var values = new double[figures];
        compute(all, values);
        var samples = options.BootstrapSamples;
        var drawn = new double[figures][];
        for (var f = 0; f < figures; f++)
            drawn[f] = new double[samples];
        Parallel.For(0, samples, () => (Places: new int[rows], Values: new double[figures]), (sample, loop, buffers) =>
        {
            var state = Mix(unchecked((ulong)options.Seed * 0x9E3779B97F4A7C15 + (ulong)sample));
            for (var i = 0; i < rows; i++)
            {
                state += 0x9E3779B97F4A7C15;
                buffers.Places[i] = (int)Math.BigMul(Mix(state), (ulong)rows, out _);
            }

            compute(buffers.Places, buffers.Values);
            for (var f = 0; f < figures; f++)
                drawn[f][sample] = buffers.Values[f];
            return buffers;
        }, _ => { });
        var estimates = new ScoreEstimate[figures];
        for (var f = 0; f < figures; f++)
        {
            // NaN sorts first.
            Array.Sort(drawn[f]);
            var defined = drawn[f].AsSpan(drawn[f].AsSpan().Count(double.NaN));
            estimates[f] = defined.Length == 0
                ? new ScoreEstimate(values[f], double.NaN, double.NaN)
                : new ScoreEstimate(values[f], Percentile(defined, Outside), Percentile(defined, 1 - Outside));
        }

        return estimates;
    }

    /// <summary>Figures of the sums of rows' counts, such as a ratio of two, and their 95 % intervals.</summary>
    /// <param name="counts">Rows of counts.</param>
    /// <param name="columns">Counts in a row.</param>
    /// <param name="figures">How many figures there are.</param>
    /// <param name="options">Samples and seed.</param>
    /// <param name="compute">Computes the figures of sums; several threads call it.</param>
    public static ScoreEstimate[] OfSums(
        double[] counts, int columns, int figures, MetricOptions options, Action<double[], Span<double>> compute) =>
        Figures(counts.Length / columns, figures, options, (rows, values) =>
        {
            var sums = new double[columns];
            foreach (var row in rows)
                Add(counts.AsSpan(row * columns, columns), sums);
            compute(sums, values);
        });

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
