namespace Pipelines.Evaluation;

/// <summary>
/// Minimisation by BFGS updates of an inverse curvature that the objective begins with, and a line search by bisection for the weak Wolfe
/// conditions, which also ends where the second derivative jumps (Lewis and Overton 2013).
/// </summary>
internal static class QuasiNewton
{
    /// <summary>The largest component of a gradient that counts as none.</summary>
    public const double Converged = 1e-6;

    // The part of the value that a step must promise, and a value that is nothing: errors of about 1e-12.
    private const double Promise = 1e-11;
    private const double Nothing = 1e-21;
    private const double LongestStep = 2;
    private const int MostSteps = 1000;
    private const int MostTrials = 60;

    /// <summary>Goes down from a start.</summary>
    public static Minimum Minimize(ISmoothObjective objective, ReadOnlySpan<double> start)
    {
        var n = start.Length;
        double[] x = [.. start], gradient = new double[n], direction = new double[n], next = new double[n], nextGradient = new double[n];
        var value = objective.Evaluate(x, gradient);
        var inverse = objective.InverseCurvature(x);
        var (isFresh, idle) = (true, 0);
        for (var step = 0; step < MostSteps && Math.Abs(value) > Nothing; step++)
        {
            SetDirection(inverse, gradient, direction);
            var slope = Dot(direction, gradient);
            var nextValue = slope < -Promise * Math.Abs(value)
                ? Search(objective, x, value, direction, slope, next, nextGradient)
                : double.NaN;
            // No way down, or none to speak of: once more with the objective's own curvature, and then this is the bottom.
            idle = nextValue < value - Promise * Math.Abs(value) ? 0 : idle + 1;
            if (!(nextValue <= value) || idle > 3)
            {
                if (isFresh)
                    break;
                (inverse, isFresh, idle) = (objective.InverseCurvature(x), true, 0);
                continue;
            }

            Update(inverse, x, next, gradient, nextGradient);
            (x, next, gradient, nextGradient, value) = (next, x, nextGradient, gradient, nextValue);
            isFresh = false;
        }

        return new Minimum(x, value, Largest(gradient));
    }

    private static void SetDirection(double[,] inverse, double[] gradient, double[] direction)
    {
        for (var r = 0; r < direction.Length; r++)
        {
            direction[r] = 0;
            for (var c = 0; c < direction.Length; c++)
                direction[r] -= inverse[r, c] * gradient[c];
        }

        var longest = Largest(direction);
        for (var i = 0; longest > LongestStep && i < direction.Length; i++)
            direction[i] *= LongestStep / longest;
    }

    // The value where it ends; NaN where nothing lower was found.
    private static double Search(
        ISmoothObjective objective, double[] x, double value, double[] direction, double slope, double[] next, double[] nextGradient)
    {
        var (low, high, length, found) = (0.0, double.PositiveInfinity, 1.0, double.NaN);
        for (var trial = 0; trial < MostTrials; trial++)
        {
            found = At(length);
            if (!(found <= value + 1e-4 * length * slope))
                high = length;
            else if (Dot(nextGradient, direction) < 0.9 * slope)
                low = length;
            else
                return found;
            length = double.IsFinite(high) ? (low + high) / 2 : 2 * low;
            if (length == low || length == high)
                break;
        }

        return low > 0 ? At(low) : found <= value ? found : double.NaN;

        double At(double place)
        {
            for (var i = 0; i < x.Length; i++)
                next[i] = x[i] + place * direction[i];
            return objective.Evaluate(next, nextGradient);
        }
    }

    private static void Update(double[,] inverse, double[] x, double[] next, double[] gradient, double[] nextGradient)
    {
        var n = x.Length;
        Span<double> step = stackalloc double[n];
        Span<double> change = stackalloc double[n];
        Span<double> product = stackalloc double[n];
        for (var i = 0; i < n; i++)
            (step[i], change[i]) = (next[i] - x[i], nextGradient[i] - gradient[i]);
        var curvature = Dot(step, change);
        if (!(curvature > 1e-14 * Math.Sqrt(Dot(step, step) * Dot(change, change))))
            return;
        for (var r = 0; r < n; r++)
        {
            product[r] = 0;
            for (var c = 0; c < n; c++)
                product[r] += inverse[r, c] * change[c];
        }

        var scale = (1 + Dot(change, product) / curvature) / curvature;
        for (var r = 0; r < n; r++)
        {
            for (var c = 0; c < n; c++)
                inverse[r, c] += scale * step[r] * step[c] - (product[r] * step[c] + step[r] * product[c]) / curvature;
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static double Largest(double[] values)
    {
        var largest = 0.0;
        foreach (var value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>Where a descent ended.</summary>
    public readonly record struct Minimum(double[] Point, double Value, double Gradient)
    {
        public bool IsConverged => Gradient <= Converged;
    }
}
