namespace Pipelines.Evaluation;

/// <summary>The least value of a function of one variable.</summary>
internal static class ScalarMinimum
{
    private const int Places = 512;
    private const int MostCuts = 80;

    /// <summary>Where the value is least: among places at equal distances, then by golden cuts; null where that is an end.</summary>
    public static double? Find(double low, double high, Func<double, double> value)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var i = 0; i <= Places; i++)
        {
            if (value(low + (high - low) * i / Places) is var found && found < least)
                (best, least) = (i, found);
        }

        if (best is 0 or Places)
            return null;
        var (left, right) = (low + (high - low) * (best - 1) / Places, low + (high - low) * (best + 1) / Places);
        var part = (Math.Sqrt(5) - 1) / 2;
        var (a, b) = (right - part * (right - left), left + part * (right - left));
        var (atA, atB) = (value(a), value(b));
        for (var i = 0; i < MostCuts; i++)
        {
            if (atA <= atB)
            {
                (right, b, atB) = (b, a, atA);
                a = right - part * (right - left);
                atA = value(a);
            }
            else
            {
                (left, a, atA) = (a, b, atB);
                b = left + part * (right - left);
                atB = value(b);
            }
        }

        return (left + right) / 2;
    }
}
