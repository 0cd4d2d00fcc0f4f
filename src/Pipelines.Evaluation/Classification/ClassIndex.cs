using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>Numbers classes from 0: whole numbers in their order where all are, else texts in ordinal order.</summary>
internal sealed class ClassIndex
{
    private readonly Dictionary<string, int> _places = [];

    public ClassIndex(IEnumerable<string> labels)
    {
        string[] distinct = [.. labels.Distinct()];
        Array.Sort(distinct, StringComparer.Ordinal);
        var numbers = new long[distinct.Length];
        var allNumbers = true;
        for (var i = 0; i < distinct.Length && allNumbers; i++)
            allNumbers = long.TryParse(distinct[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]);
        if (allNumbers)
            Array.Sort(numbers, distinct);
        Labels = distinct;
        for (var i = 0; i < distinct.Length; i++)
            _places.Add(distinct[i], i);
    }

    public string[] Labels { get; }

    public int this[string label] => _places[label];
}
