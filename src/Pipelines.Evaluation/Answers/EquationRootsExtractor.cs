namespace Pipelines.Evaluation;

internal sealed class EquationRootsExtractor : IAnswerExtractor
{
    public string Signature => "roots";

    public string? Extract(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Roots(text) is { Count: > 0 } roots ? NumberList.Format(roots) : null;
    }

    private static List<double> Roots(string text)
    {
        try
        {
            if (text.Contains('='))
                return [.. EquationSystem.Find(text).Solve().Select(solution => solution.Value).Order()];
        }
        catch (EquationException)
        {
            // Sums on the way, such as 2 + 3 = 5, or equations that do not hold together: what is left are the numbers.
        }

        List<double> numbers = [];
        var start = 0;
        while (NumberScanner.TryFind(text, ref start, out var length, out var value))
        {
            numbers.Add(value);
            start += length;
        }

        numbers.Sort();
        return numbers;
    }
}
