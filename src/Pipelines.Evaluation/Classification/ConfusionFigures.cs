namespace Pipelines.Evaluation;

/// <summary>Figures of counts by right class and predicted class, row by row.</summary>
internal static class ConfusionFigures
{
    public static double Accuracy(ReadOnlySpan<long> counts, int classes) => Right(counts, classes) / (double)Sum(counts);

    public static double BalancedAccuracy(ReadOnlySpan<long> counts, int classes)
    {
        var (sum, present) = (0.0, 0);
        for (var c = 0; c < classes; c++)
        {
            var actual = Sum(counts.Slice(c * classes, classes));
            if (actual == 0)
                continue;
            present++;
            sum += counts[c * classes + c] / (double)actual;
        }

        return sum / present;
    }

    public static double MatthewsCorrelation(ReadOnlySpan<long> counts, int classes)
    {
        double rows = Sum(counts);
        var (both, predictions, actuals) = (0.0, 0.0, 0.0);
        for (var c = 0; c < classes; c++)
        {
            double predicted = Predicted(counts, classes, c);
            double actual = Sum(counts.Slice(c * classes, classes));
            both += predicted * actual;
            predictions += predicted * predicted;
            actuals += actual * actual;
        }

        var spread = (rows * rows - predictions) * (rows * rows - actuals);
        return spread > 0 ? (Right(counts, classes) * rows - both) / Math.Sqrt(spread) : 0;
    }

    public static double CohenKappa(ReadOnlySpan<long> counts, int classes)
    {
        double rows = Sum(counts);
        var chance = 0.0;
        for (var c = 0; c < classes; c++)
            chance += Predicted(counts, classes, c) / rows * (Sum(counts.Slice(c * classes, classes)) / rows);
        return chance < 1 ? (Right(counts, classes) / rows - chance) / (1 - chance) : 0;
    }

    public static ClassScore OfClass(ReadOnlySpan<long> counts, int classes, int c) =>
        ClassScore.Of(counts[c * classes + c], Predicted(counts, classes, c), Sum(counts.Slice(c * classes, classes)));

    // A class that neither is nor is predicted, as happens in a sample of the rows, is none.
    public static ClassScore Macro(ReadOnlySpan<long> counts, int classes)
    {
        var (precision, recall, measure, present) = (0.0, 0.0, 0.0, 0);
        for (var c = 0; c < classes; c++)
        {
            if (Sum(counts.Slice(c * classes, classes)) == 0 && Predicted(counts, classes, c) == 0)
                continue;
            var score = OfClass(counts, classes, c);
            (precision, recall, measure, present) = (precision + score.Precision, recall + score.Recall, measure + score.F1, present + 1);
        }

        return new ClassScore(precision / present, recall / present, measure / present);
    }

    public static ClassScore Weighted(ReadOnlySpan<long> counts, int classes)
    {
        double rows = Sum(counts);
        var (precision, recall, measure) = (0.0, 0.0, 0.0);
        for (var c = 0; c < classes; c++)
        {
            var (score, share) = (OfClass(counts, classes, c), Sum(counts.Slice(c * classes, classes)) / rows);
            (precision, recall, measure) = (precision + share * score.Precision, recall + share * score.Recall, measure + share * score.F1);
        }

        return new ClassScore(precision, recall, measure);
    }

    private static long Right(ReadOnlySpan<long> counts, int classes)
    {
        var right = 0L;
        for (var c = 0; c < classes; c++)
            right += counts[c * classes + c];
        return right;
    }

    private static long Predicted(ReadOnlySpan<long> counts, int classes, int c)
    {
        var predicted = 0L;
        for (var i = 0; i < classes; i++)
            predicted += counts[i * classes + c];
        return predicted;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
            sum += count;
        return sum;
    }
}
