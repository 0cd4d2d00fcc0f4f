using System.Text.RegularExpressions;

namespace Pipelines.Documentation.Tests;

/// <summary>
/// Tables of options in pages that are written by hand, those whose first column is headed <c>option</c>: names that no options have, and
/// defaults, where the second column has them, that are others in the code.
/// </summary>
internal static partial class OptionTableChecks
{
    // What options are by name, in any class whose objects a user fills.
    private static readonly Lazy<ILookup<string, IReadOnlyDictionary<string, string>>> Known = new(() =>
        Packages.Assemblies.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsAbstract && !type.ContainsGenericParameters && OptionsReader.IsOptions(type))
            .Select(type => (IReadOnlyDictionary<string, string>)OptionsReader.Read(type)
                .ToDictionary(option => option.Name, option => option.Default ?? "null"))
            .SelectMany(options => options.Keys.Select(name => (name, options)))
            .ToLookup(pair => pair.name, pair => pair.options));

    /// <summary>What is wrong, a sentence each.</summary>
    public static IEnumerable<string> Tables(MarkdownPage page)
    {
        var (isOptions, hasDefaults) = (false, false);
        for (var i = 0; i < page.Lines.Count; i++)
        {
            var cells = Cells(page.Lines[i]);
            if (cells.Length < 2)
                (isOptions, hasDefaults) = (false, false);
            else if (cells[0] == "option")
                (isOptions, hasDefaults) = (true, cells[1] == "default");
            else if (isOptions && Name().Matches(cells[0]) is { Count: > 0 } names)
            {
                foreach (var fault in Row([.. names.Select(name => name.Groups[1].Value)], hasDefaults ? cells[1] : ""))
                    yield return $"line {i + 1}: {fault}";
            }
        }
    }

    private static IEnumerable<string> Row(string[] names, string defaults)
    {
        var unknown = names.Where(name => !Known.Value.Contains(name)).ToList();
        foreach (var name in unknown)
            yield return $"there is no option {name}";
        var values = defaults.Split(", ").Select(Value).ToArray();
        if (unknown.Count > 0 || values.Length != names.Length || values.Contains(null))
            yield break;
        // The row is about a class that has all of its names.
        var classes = Known.Value[names[0]].Where(options => names.All(options.ContainsKey)).ToList();
        for (var i = 0; i < names.Length; i++)
        {
            if (!classes.Exists(options => values[i]!.Contains(options[names[i]])))
            {
                var there = string.Join(" or ", classes.Select(options => options[names[i]]).Distinct());
                yield return $"the default of {names[i]} is {there}, not {defaults}";
            }
        }
    }

    // How a default is said, and what it may be in code; null where it is told in a sentence.
    private static string[]? Value(string text) => text switch
    {
        "none" => ["null", "[]", "{}"],
        "empty" => ["\"\"", "[]", "{}"],
        _ when Plain().Match(text) is { Success: true } match => [match.Groups[1].Value, $"\"{match.Groups[1].Value}\""],
        _ => null,
    };

    private static string[] Cells(string line) =>
        line.StartsWith('|') ? [.. Border().Split(line.Trim())[1..^1].Select(cell => cell.Trim())] : [];

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Border();

    [GeneratedRegex(@"`([A-Z]\w*)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^`?([\w.]+)`?(?:: none)?$")]
    private static partial Regex Plain();
}
