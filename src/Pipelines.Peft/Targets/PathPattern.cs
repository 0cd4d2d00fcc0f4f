using System.Text.RegularExpressions;

namespace Pipelines.Peft;

/// <summary>How module paths are matched, as PEFT does it.</summary>
internal static class PathPattern
{
    // A pattern comes from a file, so it must not be able to run for ever.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <summary>Whether a path is a name, or ends in a dot and the name.</summary>
    public static bool EndsIn(string path, string name) =>
        path == name || (path.EndsWith(name, StringComparison.Ordinal) && path[^(name.Length + 1)] == '.');

    /// <summary>Whether a regular expression matches a whole path.</summary>
    /// <exception cref="PeftException">It is no regular expression, or takes too long.</exception>
    public static bool MatchesWhole(string path, string pattern) => Match(path, $@"\A(?:{pattern})\z", pattern).Success;

    /// <summary>The first of some regular expressions that matches the end of a path, after a dot or from its beginning.</summary>
    /// <exception cref="PeftException">One is no regular expression, or takes too long.</exception>
    public static string? FirstForEnd(string path, IEnumerable<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (Match(path, $@"\A(?:.*\.)?(?:{pattern})\z", pattern).Success)
                return pattern;
        }

        return null;
    }

    /// <summary>The number of the layer a module is in; null where it is in none.</summary>
    /// <param name="path">The module's path.</param>
    /// <param name="lists">Names of lists of layers; empty for any.</param>
    /// <exception cref="PeftException">One is no regular expression, or takes too long.</exception>
    public static int? Layer(string path, IReadOnlyList<string> lists)
    {
        if (lists.Count == 0)
            return Number(Match(path, @"\A.*\.[^.]*\.(\d+)\.", "layers"));
        foreach (var list in lists)
        {
            if (Number(Match(path, $@"\A(?:.*\.)?{list}\.(\d+)\.", list)) is { } layer)
                return layer;
        }

        return null;
    }

    private static int? Number(Match match) =>
        match.Success && int.TryParse(match.Groups[1].ValueSpan, out var number) ? number : null;

    private static Match Match(string path, string expression, string pattern)
    {
        try
        {
            return Regex.Match(path, expression, RegexOptions.CultureInvariant, Limit);
        }
        catch (ArgumentException e)
        {
            throw new PeftException($"'{pattern}' is no regular expression: {e.Message}", e);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new PeftException($"The regular expression '{pattern}' takes too long on '{path}'; make it simpler.", e);
        }
    }
}
