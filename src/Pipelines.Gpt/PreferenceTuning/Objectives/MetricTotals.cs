namespace Pipelines.Gpt;

/// <summary>Weighted means by name, over as many batches as come before they are taken.</summary>
internal sealed class MetricTotals
{
    private readonly SortedDictionary<string, (double Sum, double Weight)> _totals = new(StringComparer.Ordinal);

    public void Add(string name, double sum, double weight)
    {
        var (before, weightBefore) = _totals.GetValueOrDefault(name);
        _totals[name] = (before + sum, weightBefore + weight);
    }

    /// <summary>Adds the means to a list, each name behind a prefix, and begins anew.</summary>
    public void TakeInto(Dictionary<string, double> target, string prefix)
    {
        foreach (var (name, (sum, weight)) in _totals)
        {
            if (weight > 0)
                target[prefix + name] = sum / weight;
        }

        _totals.Clear();
    }
}
