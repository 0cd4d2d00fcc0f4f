namespace Pipelines;

/// <summary>Random orders of rows.</summary>
internal static class RowPermutation
{
    /// <summary>The numbers from 0 to below <paramref name="count"/> in an order drawn from the seed (Fisher–Yates).</summary>
    public static int[] Create(long count, int seed)
    {
        if (count > Array.MaxLength)
            throw new PipelineException(
                $"{count} rows are too many to shuffle by index; at most {Array.MaxLength} can be. Split the data first.");
        var order = new int[count];
        var random = new SplitMix64((uint)seed);
        for (var i = 0; i < order.Length; i++)
        {
            var j = random.Below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }
}
