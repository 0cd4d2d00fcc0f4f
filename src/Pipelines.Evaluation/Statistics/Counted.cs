namespace Pipelines.Evaluation;

/// <summary>What every metric of rows checks first.</summary>
internal static class Counted
{
    public static void CheckCounts(int references, int predictions)
    {
        if (references != predictions)
            throw new PipelineException($"There are {predictions} predictions for {references} rows; each needs one.");
        if (references == 0)
            throw MetricResult.NoRows();
    }

    public static void CheckFinite(ReadOnlySpan<double> values, string name)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new PipelineException($"{name} {i} is {values[i]}; a number is needed.");
        }
    }
}
