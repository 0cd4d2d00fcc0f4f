namespace Pipelines.Evaluation;

/// <summary>Whether a model is right as often as it says: from 0 to 1, lower is better.</summary>
public static class CalibrationMetrics
{
    /// <summary>
    /// The expected calibration error (Guo et al. 2017): the distance of accuracy and mean confidence in bins of equal width, weighted by
    /// their rows.
    /// </summary>
    /// <param name="confidences">The probability that the model gives to what it predicts, for each row.</param>
    /// <param name="isRight">Whether that is right.</param>
    /// <param name="bins">How many bins there are, at least 1; a confidence on an edge is in the lower one.</param>
    /// <exception cref="PipelineException">There are no rows, not as many of both, or a confidence is not from 0 to 1.</exception>
    public static double ExpectedError(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> isRight, int bins = 15)
    {
        BinaryScoreMetrics.CheckProbabilities(confidences, isRight.Length);
        return ExpectedError(Bins(confidences, isRight, bins), confidences.Length);
    }

    /// <summary>The largest distance of accuracy and mean confidence in any bin (MCE).</summary>
    /// <inheritdoc cref="ExpectedError(ReadOnlySpan{double}, ReadOnlySpan{bool}, int)"/>
    public static double MaximumError(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> isRight, int bins = 15)
    {
        var largest = 0.0;
        foreach (var bin in Bins(confidences, isRight, bins))
        {
            if (bin.Count > 0)
                largest = Math.Max(largest, Math.Abs(bin.Accuracy - bin.MeanConfidence));
        }

        return largest;
    }

    /// <summary>The bins: what a reliability diagram shows.</summary>
    /// <inheritdoc cref="ExpectedError(ReadOnlySpan{double}, ReadOnlySpan{bool}, int)"/>
    public static CalibrationBin[] Bins(ReadOnlySpan<double> confidences, ReadOnlySpan<bool> isRight, int bins = 15)
    {
        BinaryScoreMetrics.CheckProbabilities(confidences, isRight.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var (counts, sums, right) = (new int[bins], new double[bins], new int[bins]);
        for (var i = 0; i < confidences.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling(confidences[i] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            sums[bin] += confidences[i];
            right[bin] += isRight[i] ? 1 : 0;
        }

        var result = new CalibrationBin[bins];
        for (var b = 0; b < bins; b++)
        {
            result[b] = new CalibrationBin(
                b / (double)bins, (b + 1) / (double)bins, counts[b], sums[b] / counts[b], right[b] / (double)counts[b]);
        }

        return result;
    }

    internal static double ExpectedError(ReadOnlySpan<CalibrationBin> bins, int rows)
    {
        var error = 0.0;
        foreach (var bin in bins)
        {
            if (bin.Count > 0)
                error += Math.Abs(bin.Accuracy - bin.MeanConfidence) * bin.Count / rows;
        }

        return error;
    }
}
