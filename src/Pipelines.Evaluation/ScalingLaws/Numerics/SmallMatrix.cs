namespace Pipelines.Evaluation;

/// <summary>Symmetric systems of a few unknowns.</summary>
internal static class SmallMatrix
{
    /// <summary>The solution of a positive definite system by Cholesky's factors; false where the matrix is none, to rounding.</summary>
    public static bool TrySolve(double[,] matrix, ReadOnlySpan<double> right, Span<double> solution)
    {
        if (Factor(matrix, 1e-13) is not { } factor)
            return false;
        Solve(factor, right, solution);
        return true;
    }

    /// <summary>The inverse of a matrix that is at least nearly positive definite; what is missing is added to its diagonal.</summary>
    public static double[,] DampedInverse(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var largest = 0.0;
        for (var i = 0; i < n; i++)
            largest = Math.Max(largest, matrix[i, i]);
        var inverse = new double[n, n];
        if (!(largest > 0 && double.IsFinite(largest)))
        {
            for (var i = 0; i < n; i++)
                inverse[i, i] = 1;
            return inverse;
        }

        double[,]? factor = null;
        for (var damping = 1e-13; factor is null; damping *= 100)
        {
            var damped = (double[,])matrix.Clone();
            for (var i = 0; i < n; i++)
                damped[i, i] += damping * largest;
            factor = Factor(damped, 0);
        }

        Span<double> unit = stackalloc double[n];
        Span<double> column = stackalloc double[n];
        for (var c = 0; c < n; c++)
        {
            unit.Clear();
            unit[c] = 1;
            Solve(factor, unit, column);
            for (var r = 0; r < n; r++)
                inverse[r, c] = column[r];
        }

        return inverse;
    }

    // Lower factor; null where a pivot is not above the tolerance, relative to its diagonal element.
    private static double[,]? Factor(double[,] matrix, double tolerance)
    {
        var n = matrix.GetLength(0);
        var factor = new double[n, n];
        for (var c = 0; c < n; c++)
        {
            var pivot = matrix[c, c];
            for (var k = 0; k < c; k++)
                pivot -= factor[c, k] * factor[c, k];
            if (!(pivot > tolerance * matrix[c, c] && double.IsFinite(pivot)))
                return null;
            factor[c, c] = Math.Sqrt(pivot);
            for (var r = c + 1; r < n; r++)
            {
                var sum = matrix[r, c];
                for (var k = 0; k < c; k++)
                    sum -= factor[r, k] * factor[c, k];
                factor[r, c] = sum / factor[c, c];
            }
        }

        return factor;
    }

    private static void Solve(double[,] factor, ReadOnlySpan<double> right, Span<double> solution)
    {
        var n = solution.Length;
        for (var r = 0; r < n; r++)
        {
            var sum = right[r];
            for (var k = 0; k < r; k++)
                sum -= factor[r, k] * solution[k];
            solution[r] = sum / factor[r, r];
        }

        for (var r = n - 1; r >= 0; r--)
        {
            var sum = solution[r];
            for (var k = r + 1; k < n; k++)
                sum -= factor[k, r] * solution[k];
            solution[r] = sum / factor[r, r];
        }
    }
}
