using System.Buffers;

namespace Pipelines;

/// <summary>Which names entries of a pipeline file may have: relative, below their folder, the same on every file system.</summary>
internal static class EntryNames
{
    private const int MaxLength = 240;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. "\\:*?\"<>|", .. Enumerable.Range(0, 32).Select(c => (char)c), '\u007f']);

    /// <summary>What is wrong with a name; null where nothing is.</summary>
    public static string? Problem(string name)
    {
        if (name.Length is 0 or > MaxLength)
            return $"it has {name.Length} characters, not 1 to {MaxLength}";
        if (name.AsSpan().ContainsAny(Forbidden))
            return "it has a character that is not allowed in file names everywhere";
        foreach (var range in name.AsSpan().Split('/'))
        {
            var segment = name.AsSpan()[range];
            if (segment.IsEmpty || segment is "." or ".." || segment[^1] is '.' or ' ')
                return "it is not a plain relative path";
        }

        return null;
    }
}
