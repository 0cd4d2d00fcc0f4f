namespace Pipelines.Evaluation;

/// <summary>Answers of several numbers, whose order does not matter: <c>12; 15.5</c>.</summary>
public static class NumberList
{
    private const string Separator = "; ";

    /// <summary>Numbers as an answer, in the order given.</summary>
    public static string Format(IEnumerable<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return string.Join(Separator, numbers.Select(NumericAnswers.Format));
    }

    /// <summary>Reads such an answer.</summary>
    /// <returns>The numbers, smallest first; null where one is none.</returns>
    public static double[]? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!NumericAnswers.TryParse(parts[i], out numbers[i]))
                return null;
        }

        Array.Sort(numbers);
        return numbers.Length > 0 ? numbers : null;
    }

    /// <summary>Whether two answers have the same numbers: each differs by no more than a share of the larger.</summary>
    /// <param name="left">An answer.</param>
    /// <param name="right">An answer.</param>
    /// <param name="tolerance">The share; numbers below 1 may differ by it as it is.</param>
    public static bool AreEqual(IReadOnlyList<double> left, IReadOnlyList<double> right, double tolerance = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Count != right.Count)
            return false;
        double[] first = [.. left.Order()];
        double[] second = [.. right.Order()];
        for (var i = 0; i < first.Length; i++)
        {
            if (!(Math.Abs(first[i] - second[i]) <= tolerance * Math.Max(1, Math.Max(Math.Abs(first[i]), Math.Abs(second[i])))))
                return false;
        }

        return true;
    }
}
