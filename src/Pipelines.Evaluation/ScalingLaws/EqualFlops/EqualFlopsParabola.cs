namespace Pipelines.Evaluation;

/// <summary>A parabola through losses by the logarithm of the parameters, and its lowest point.</summary>
internal readonly record struct EqualFlopsParabola
{
    private readonly double _mean;
    private readonly double _spread;
    private readonly double[] _loss;

    private EqualFlopsParabola(double mean, double spread, double[] loss, double[] tokens, double least, double most)
    {
        (_mean, _spread, _loss) = (mean, spread, loss);
        var place = -loss[1] / (2 * loss[2]);
        (Parameters, Tokens, Loss) = (Math.Exp(mean + spread * place), Math.Exp(Value(tokens, place)), Value(loss, place));
        IsExtrapolated = place < least || place > most;
    }

    public double Parameters { get; }

    public double Tokens { get; }

    public double Loss { get; }

    public bool IsExtrapolated { get; }

    /// <summary>The least squares through runs with other losses; null where the parabola has no lowest point.</summary>
    public static EqualFlopsParabola? Through(IReadOnlyList<ScalingRun> runs, ReadOnlySpan<double> losses)
    {
        double[] places = [.. runs.Select(run => Math.Log(run.Parameters))];
        var mean = places.Average();
        var spread = Math.Sqrt(places.Average(x => (x - mean) * (x - mean)));
        for (var i = 0; i < places.Length; i++)
            places[i] = (places[i] - mean) / spread;
        double[] tokens = [.. runs.Select(run => Math.Log(run.Tokens))];
        double[] loss = new double[3], token = new double[3];
        // Rounding bends a line by less than this.
        return Fit(places, losses, loss) && Fit(places, tokens, token) && loss[2] > 1e-12 * Math.Abs(loss[0])
            ? new EqualFlopsParabola(mean, spread, loss, token, places.Min(), places.Max())
            : null;
    }

    public double LossAt(double parameters) => Value(_loss, (Math.Log(parameters) - _mean) / _spread);

    private static bool Fit(double[] places, ReadOnlySpan<double> values, double[] coefficients)
    {
        var products = new double[3, 3];
        Span<double> right = stackalloc double[3];
        Span<double> powers = stackalloc double[3];
        right.Clear();
        for (var i = 0; i < places.Length; i++)
        {
            (powers[0], powers[1], powers[2]) = (1, places[i], places[i] * places[i]);
            for (var r = 0; r < 3; r++)
            {
                right[r] += powers[r] * values[i];
                for (var c = 0; c < 3; c++)
                    products[r, c] += powers[r] * powers[c];
            }
        }

        return SmallMatrix.TrySolve(products, right, coefficients);
    }

    private static double Value(double[] coefficients, double place) =>
        coefficients[0] + place * (coefficients[1] + place * coefficients[2]);
}
