namespace Pipelines.Training;

/// <summary>The best step of a run so far, by its validation loss or by a metric.</summary>
/// <param name="metric">The metric; null for the validation loss.</param>
/// <param name="higherIsBetter">Which way is better.</param>
internal sealed class BestStep(string? metric = null, bool higherIsBetter = false)
{
    /// <summary>The metric; null for the validation loss.</summary>
    public string? Metric => metric;

    /// <summary>The best value; null where nothing was measured.</summary>
    public double? Value { get; private set; }

    /// <summary>Its step.</summary>
    public int? Step { get; private set; }

    /// <summary>Measurements since, none of them better.</summary>
    public int MeasurementsSince { get; private set; }

    /// <summary>Takes a measurement.</summary>
    /// <returns>Whether it is the best so far.</returns>
    public bool Take(int step, double value)
    {
        // What is no number is never better.
        if (double.IsNaN(value) || (Value is { } best && (higherIsBetter ? value <= best : value >= best)))
        {
            MeasurementsSince++;
            return false;
        }

        (Value, Step, MeasurementsSince) = (value, step, 0);
        return true;
    }

    /// <summary>Whether there was no better one for too long; a patience of 0 has no end.</summary>
    public bool IsOutOfPatience(int patience) => patience > 0 && MeasurementsSince >= patience;

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(double? value, int? step, int measurementsSince) =>
        (Value, Step, MeasurementsSince) = (value, step, measurementsSince);

    /// <summary>Begins anew.</summary>
    public void Forget() => Restore(null, null, 0);
}
