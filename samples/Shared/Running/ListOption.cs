using System.CommandLine.Parsing;
using System.Globalization;

namespace Pipelines.Samples;

/// <summary>Options that take lists with commas between.</summary>
public static class ListOption
{
    /// <summary>Reads names of things, each at most once.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="option">The option, for errors.</param>
    /// <param name="all">All there are.</param>
    /// <param name="nameOf">Their names.</param>
    public static T[] Parse<T>(ArgumentResult result, string option, IReadOnlyList<T> all, Func<T, string> nameOf) where T : class
    {
        var names = string.Join(',', all.Select(nameOf));
        var chosen = new List<T>();
        foreach (var name in Items(result))
        {
            var item = all.FirstOrDefault(x => nameOf(x) == name);
            if (item is null || chosen.Contains(item))
            {
                result.AddError($"{option} takes each of {names} at most once, not '{name}'.");
                return [];
            }

            chosen.Add(item);
        }

        if (chosen.Count == 0)
            result.AddError($"{option} is empty; give some of {names}.");
        return [.. chosen];
    }

    /// <summary>Reads learning rates by name, as <c>name=rate</c>.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="option">The option, for errors.</param>
    /// <param name="names">The names there are.</param>
    public static Dictionary<string, double> ParseRates(ArgumentResult result, string option, IReadOnlyList<string> names)
    {
        var rates = new Dictionary<string, double>();
        foreach (var item in Items(result))
        {
            var parts = item.Split('=');
            if (parts.Length != 2 || !names.Contains(parts[0])
                || !double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var rate) || !(rate > 0 && rate <= 100))
            {
                result.AddError($"{option} takes NAME=RATE with a name of {string.Join(',', names)} and a rate above 0, not '{item}'.");
                return rates;
            }

            rates[parts[0]] = rate;
        }

        return rates;
    }

    /// <summary>What stands between the commas.</summary>
    public static IEnumerable<string> Items(ArgumentResult result) => result.Tokens.SelectMany(
        t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
