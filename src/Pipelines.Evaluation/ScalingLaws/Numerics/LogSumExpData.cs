namespace Pipelines.Evaluation;

/// <summary>Losses and what they fall with, as <see cref="LogSumExpFit"/> wants them.</summary>
/// <remarks>
/// A point holds, for each feature, the logarithm of its term at the feature's mean and its slope; then that of the constant.
/// </remarks>
internal sealed class LogSumExpData
{
    // Towards nothing a logarithm has no end: below this part of the least loss the constant is none.
    private const double Least = 1e-6;

    private readonly double[][] _features;
    private readonly double[] _means;
    private readonly double[] _spreads;
    private readonly bool _hasConstant;

    /// <summary>Takes losses.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="hasConstant">Whether there is a loss that nothing reduces.</param>
    /// <param name="logarithms">The logarithms of what the loss falls with, one for each loss, not all the same.</param>
    public LogSumExpData(double[] losses, bool hasConstant, params double[][] logarithms)
    {
        LogLosses = [.. losses.Select(loss => Math.Log(loss))];
        _hasConstant = hasConstant;
        _means = [.. logarithms.Select(l => l.Average())];
        _spreads = [.. logarithms.Select((l, f) => Math.Sqrt(l.Average(x => (x - _means[f]) * (x - _means[f]))))];
        _features = [.. logarithms.Select((l, f) => l.Select(x => (x - _means[f]) / _spreads[f]).ToArray())];
    }

    public double[] LogLosses { get; }

    public int FeatureCount => _features.Length;

    public int ParameterCount => 2 * _features.Length + (_hasConstant ? 1 : 0);

    /// <summary>The exponent of a feature.</summary>
    public double Exponent(double[] point, int feature) => point[2 * feature + 1] / _spreads[feature];

    /// <summary>The logarithm of what stands before the power of a feature.</summary>
    public double LogCoefficient(double[] point, int feature) => point[2 * feature] + Exponent(point, feature) * _means[feature];

    /// <summary>The loss that nothing reduces; 0 where it has no part in any loss that could be measured.</summary>
    public double Constant(double[] point) => _hasConstant && point[^1] > LogLosses.Min() + Math.Log(Least) ? Math.Exp(point[^1]) : 0;

    /// <summary>The logarithm of the loss at a row, and its derivatives.</summary>
    public double Predict(ReadOnlySpan<double> point, int row, Span<double> derivatives)
    {
        var highest = double.NegativeInfinity;
        for (var f = 0; f < _features.Length; f++)
        {
            derivatives[2 * f] = point[2 * f] - point[2 * f + 1] * _features[f][row];
            highest = Math.Max(highest, derivatives[2 * f]);
        }

        if (_hasConstant)
            highest = Math.Max(highest, derivatives[^1] = point[^1]);
        var sum = 0.0;
        for (var f = 0; f < _features.Length; f++)
            sum += derivatives[2 * f] = Math.Exp(derivatives[2 * f] - highest);
        if (_hasConstant)
            sum += derivatives[^1] = Math.Exp(derivatives[^1] - highest);
        for (var f = 0; f < _features.Length; f++)
        {
            derivatives[2 * f] /= sum;
            derivatives[2 * f + 1] = -derivatives[2 * f] * _features[f][row];
        }

        if (_hasConstant)
            derivatives[^1] /= sum;
        return highest + Math.Log(sum);
    }

    /// <summary>The point of given exponents whose terms have the least squares of relative errors, none of them below zero.</summary>
    public double[] Start(double[] exponents, double[] weights)
    {
        var terms = _features.Length + (_hasConstant ? 1 : 0);
        var products = new double[terms, terms];
        var right = new double[terms];
        Span<double> row = stackalloc double[terms];
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            for (var t = 0; t < terms; t++)
            {
                var power = t < _features.Length ? -exponents[t] * _spreads[t] * _features[t][i] : 0;
                row[t] = Math.Exp(power - LogLosses[i]);
            }

            for (var r = 0; r < terms; r++)
            {
                right[r] += weights[i] * row[r];
                for (var c = 0; c < terms; c++)
                    products[r, c] += weights[i] * row[r] * row[c];
            }
        }

        var coefficients = NonNegative(products, right);
        var point = new double[ParameterCount];
        for (var f = 0; f < _features.Length; f++)
            (point[2 * f], point[2 * f + 1]) = (Math.Log(coefficients[f]), exponents[f] * _spreads[f]);
        if (_hasConstant)
            point[^1] = Math.Log(coefficients[^1]);
        return Lift(point, weights);
    }

    /// <summary>A start in which every term has a part: from nothing no search comes back.</summary>
    public double[] Lift(double[] point, double[] weights)
    {
        var (count, mean) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
            (count, mean) = (count + weights[i], mean + weights[i] * LogLosses[i]);
        var least = mean / count + Math.Log(0.01);
        double[] lifted = [.. point];
        for (var f = 0; f < _features.Length; f++)
            lifted[2 * f] = Math.Max(lifted[2 * f], least);
        if (_hasConstant)
            lifted[^1] = Math.Max(lifted[^1], least);
        return lifted;
    }

    // Least squares without negative coefficients: of every choice of terms the best whose solution has none.
    private static double[] NonNegative(double[,] products, double[] right)
    {
        var (best, least) = (new double[right.Length], 0.0);
        for (var choice = 1; choice < 1 << right.Length; choice++)
        {
            int[] terms = [.. Enumerable.Range(0, right.Length).Where(t => (choice >> t & 1) == 1)];
            var matrix = new double[terms.Length, terms.Length];
            for (var r = 0; r < terms.Length; r++)
            {
                for (var c = 0; c < terms.Length; c++)
                    matrix[r, c] = products[terms[r], terms[c]];
            }

            double[] side = [.. terms.Select(t => right[t])];
            var solution = new double[terms.Length];
            if (!SmallMatrix.TrySolve(matrix, side, solution) || solution.Min() < 0)
                continue;
            // At the least squares of a choice the squares are those of the losses less this.
            var gain = -solution.Zip(side, (s, r) => s * r).Sum();
            if (gain >= least)
                continue;
            (best, least) = (new double[right.Length], gain);
            for (var t = 0; t < terms.Length; t++)
                best[terms[t]] = solution[t];
        }

        return best;
    }
}
