namespace Pipelines.Evaluation;

/// <summary>
/// Linear equations, as word problems have them: <c>2.0*m+3.0*n=6.25 ; m-n=0.25</c>. Unknowns are words; a number, a parenthesis or
/// <c>*</c> before one multiplies it.
/// </summary>
public sealed class EquationSystem
{
    private const double Least = 1e-9;

    // Each form is zero.
    private readonly List<LinearForm> _forms;

    private EquationSystem(List<LinearForm> forms)
    {
        _forms = forms;
        Unknowns = [.. forms.SelectMany(form => form.Factors.Keys).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The unknowns, by name.</summary>
    public IReadOnlyList<string> Unknowns { get; }

    /// <summary>Reads equations with semicolons, commas before white space, or line ends between.</summary>
    /// <param name="text">The equations.</param>
    /// <exception cref="EquationException">One cannot be read, or is not linear.</exception>
    public static EquationSystem Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var equations = Split(text);
        if (equations.Count == 0)
            throw new EquationException("There is no equation.");
        return new EquationSystem([.. equations.Select(Read)]);
    }

    /// <summary>Reads the equations that a text holds between other lines and words, and passes over what is none.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="EquationException">There is none with an unknown.</exception>
    public static EquationSystem Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<LinearForm> forms = [];
        foreach (var part in Split(text))
        {
            try
            {
                if (Read(Trim(part)) is { IsConstant: false } form)
                    forms.Add(form);
            }
            catch (EquationException)
            {
                // Words, or a sum on the way.
            }
        }

        return forms.Count > 0 ? new EquationSystem(forms) : throw new EquationException("The text has no equation with an unknown.");
    }

    /// <summary>Solves the equations.</summary>
    /// <returns>The value of each unknown, by name.</returns>
    /// <exception cref="EquationException">They contradict each other, or leave an unknown open.</exception>
    public IReadOnlyDictionary<string, double> Solve()
    {
        var (rows, columns) = (_forms.Count, Unknowns.Count);
        var matrix = new double[rows, columns + 1];
        for (var row = 0; row < rows; row++)
        {
            // Rows of length 1, so that one measure of what is zero holds for all.
            var scale = Math.Max(_forms[row].Factors.Values.Select(Math.Abs).DefaultIfEmpty(0).Max(), Least);
            for (var column = 0; column < columns; column++)
                matrix[row, column] = _forms[row].Factors.GetValueOrDefault(Unknowns[column]) / scale;
            matrix[row, columns] = -_forms[row].Constant / scale;
        }

        var rank = 0;
        for (var column = 0; column < columns; column++)
        {
            var pivot = rank;
            for (var row = rank + 1; row < rows; row++)
                pivot = Math.Abs(matrix[row, column]) > Math.Abs(matrix[pivot < rows ? pivot : row, column]) ? row : pivot;
            if (rank == rows || Math.Abs(matrix[pivot, column]) < Least)
                throw new EquationException($"The equations leave '{Unknowns[column]}' open.");
            Eliminate(matrix, rank, pivot, column);
            rank++;
        }

        for (var row = rank; row < rows; row++)
        {
            if (Math.Abs(matrix[row, columns]) > 1e-6)
                throw new EquationException("The equations contradict each other.");
        }

        var solution = new Dictionary<string, double>(columns);
        for (var column = 0; column < columns; column++)
            solution.Add(Unknowns[column], matrix[column, columns]);
        return solution;
    }

    /// <summary>Whether values, in whatever order, solve the equations.</summary>
    /// <param name="values">A value an unknown.</param>
    /// <param name="tolerance">The share by which each may differ from the solution's.</param>
    /// <exception cref="EquationException">The equations have no one solution.</exception>
    public bool IsSolvedBy(IReadOnlyList<double> values, double tolerance = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(values);
        return NumberList.AreEqual(values, [.. Solve().Values], tolerance);
    }

    private static void Eliminate(double[,] matrix, int rank, int pivot, int column)
    {
        var width = matrix.GetLength(1);
        for (var c = 0; c < width; c++)
            (matrix[rank, c], matrix[pivot, c]) = (matrix[pivot, c], matrix[rank, c]);
        var scale = 1 / matrix[rank, column];
        for (var c = 0; c < width; c++)
            matrix[rank, c] *= scale;
        for (var row = 0; row < matrix.GetLength(0); row++)
        {
            var factor = matrix[row, column];
            if (row == rank || factor == 0)
                continue;
            for (var c = 0; c < width; c++)
                matrix[row, c] -= factor * matrix[rank, c];
        }
    }

    private static LinearForm Read(string equation)
    {
        var middle = equation.IndexOf('=', StringComparison.Ordinal);
        if (middle < 0 || equation.IndexOf('=', middle + 1) >= 0)
            throw new EquationException($"'{equation.Trim()}' is no equation: one '=' was expected.");
        var left = new EquationReader(equation.AsSpan(0, middle)).Read();
        return left.Plus(new EquationReader(equation.AsSpan(middle + 1)).Read(), -1);
    }

    private static List<string> Split(string text)
    {
        List<string> parts = [];
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || text[i] is ';' or '\n' or '\r'
                || text[i] == ',' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));
            if (!ends)
                continue;
            if (!text.AsSpan(start, i - start).IsWhiteSpace())
                parts.Add(text[start..i]);
            start = i + 1;
        }

        return parts;
    }

    // What a sentence puts around an equation.
    private static string Trim(string part) => part.Trim().TrimStart('$', '[', '"').TrimEnd('$', ']', '"', '.').Trim();
}
