namespace Pipelines.Evaluation;

/// <summary>
/// Losses as a sum of powers, perhaps with a constant: the logarithm of the loss is the log-sum-exp of lines, and its errors count by
/// Huber's function. In here each logarithm is centred and of unit spread, so that no scale of the data matters to the search.
/// </summary>
internal sealed class LogSumExpFit : ISmoothObjective
{
    private static readonly double[] Exponents = [0.03, 0.06, 0.1, 0.17, 0.25, 0.34, 0.45, 0.6, 0.85, 1.2, 1.7, 2.5];

    private readonly LogSumExpData _data;
    private readonly double[] _weights;
    private readonly double _delta;
    private readonly double _total;

    /// <summary>Begins a fit.</summary>
    /// <param name="data">The losses.</param>
    /// <param name="delta">Where Huber's function turns.</param>
    /// <param name="weights">How often each row counts.</param>
    public LogSumExpFit(LogSumExpData data, double delta, double[] weights)
    {
        (_data, _delta, _weights) = (data, delta, weights);
        _total = weights.Sum();
    }

    /// <summary>The best of what the most promising starts lead to, and of the starts given.</summary>
    /// <param name="starts">How many starts of the grid of exponents to follow.</param>
    /// <param name="others">Other starts.</param>
    public QuasiNewton.Minimum Minimize(int starts, params double[][] others)
    {
        QuasiNewton.Minimum? best = null;
        var promising = Grid().OrderBy(s => s.Value).Take(starts).Select(s => s.Point);
        foreach (var start in others.Select(other => _data.Lift(other, _weights)).Concat(promising))
        {
            var found = QuasiNewton.Minimize(this, start);
            if (best is not { } known || (found.IsConverged, -found.Value).CompareTo((known.IsConverged, -known.Value)) > 0)
                best = found;
        }

        return best!.Value;
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> point, Span<double> gradient)
    {
        gradient.Clear();
        Span<double> row = stackalloc double[point.Length];
        var sum = 0.0;
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] == 0)
                continue;
            var error = _data.Predict(point, i, row) - _data.LogLosses[i];
            var size = Math.Abs(error);
            sum += _weights[i] * (size <= _delta ? error * error / (2 * _delta) : size - _delta / 2);
            var force = _weights[i] * Math.Clamp(error / _delta, -1, 1);
            for (var k = 0; k < row.Length; k++)
                gradient[k] += force * row[k];
        }

        for (var k = 0; k < gradient.Length; k++)
            gradient[k] /= _total;
        return sum / _total;
    }

    /// <inheritdoc/>
    public double[,] InverseCurvature(ReadOnlySpan<double> point)
    {
        var n = point.Length;
        var curvature = new double[n, n];
        Span<double> row = stackalloc double[n];
        for (var i = 0; i < _weights.Length; i++)
        {
            if (_weights[i] == 0)
                continue;
            var error = _data.Predict(point, i, row) - _data.LogLosses[i];
            // That of the parabola which touches Huber's function at this error and lies above it.
            var weight = _weights[i] / (_total * Math.Max(_delta, Math.Abs(error)));
            for (var r = 0; r < n; r++)
            {
                for (var c = 0; c < n; c++)
                    curvature[r, c] += weight * row[r] * row[c];
            }
        }

        return SmallMatrix.DampedInverse(curvature);
    }

    // For given exponents the loss is linear in what stands before the powers: a start for each cell of a grid of exponents.
    private List<(double Value, double[] Point)> Grid()
    {
        List<(double, double[])> starts = [];
        var features = _data.FeatureCount;
        var choice = new int[features];
        var gradient = new double[_data.ParameterCount];
        while (true)
        {
            var point = _data.Start([.. choice.Select(c => Exponents[c])], _weights);
            starts.Add((Evaluate(point, gradient), point));
            var place = 0;
            while (place < features && ++choice[place] == Exponents.Length)
                choice[place++] = 0;
            if (place == features)
                return starts;
        }
    }
}
