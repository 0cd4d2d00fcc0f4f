using System.Globalization;
using System.Text.RegularExpressions;

namespace Pipelines.Training;

/// <summary>What can be told from the texts of examples: holes that a template left, and what is no text.</summary>
public sealed partial class ExampleTexts
{
    private const int MostHoles = 1000;
    private const double UnreadableShare = 0.1;

    // What templates of instruction data call their parts; a column of the data may be called so, too.
    private static readonly string[] UsualNames =
        ["instruction", "input", "output", "response", "question", "answer", "context", "prompt", "completion", "messages"];

    private readonly HashSet<string> _names;
    private readonly Dictionary<string, (FoundRows Rows, bool IsNamed)> _holes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofRow = new(StringComparer.Ordinal);

    /// <summary>Makes it for rows with columns.</summary>
    /// <param name="columns">The names of the columns.</param>
    public ExampleTexts(IEnumerable<string> columns) =>
        _names = new HashSet<string>(columns.Concat(UsualNames), StringComparer.OrdinalIgnoreCase);

    /// <summary>Rows with what looks like a hole.</summary>
    public FoundRows WithHoles { get; private set; } = FoundRows.None;

    /// <summary>Rows of which much is no text.</summary>
    public FoundRows Unreadable { get; private set; } = FoundRows.None;

    /// <summary>Looks at the texts of a row.</summary>
    /// <param name="row">The row's number, from 0; kept where something is found.</param>
    /// <param name="prompt">What the answer follows.</param>
    /// <param name="answer">What is learned.</param>
    public void Look(long row, string prompt, string answer)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(answer);
        _ofRow.Clear();
        // A program that is asked for may well hold {output}; an answer that is nothing else may not.
        Find(row, prompt, areNamed: true);
        Find(row, answer, areNamed: Hole().Match(answer.Trim()).Length == answer.Trim().Length);
        if (_ofRow.Count > 0)
            WithHoles = WithHoles.With(row);
        if (IsUnreadable(prompt) || IsUnreadable(answer))
            Unreadable = Unreadable.With(row);
    }

    /// <summary>The holes that a template left, of rows kept in all.</summary>
    public IReadOnlyDictionary<string, FoundRows> Unfilled(long kept) => _holes
        .Where(hole => hole.Value.IsNamed || (hole.Value.Rows.Count >= 2 && 2 * hole.Value.Rows.Count >= kept))
        .ToDictionary(hole => hole.Key, hole => hole.Value.Rows);

    private void Find(long row, string text, bool areNamed)
    {
        if (!text.Contains('{'))
            return;
        foreach (var match in Hole().EnumerateMatches(text))
        {
            var hole = text.Substring(match.Index, match.Length);
            var isNew = _ofRow.Add(hole);
            if (!_holes.TryGetValue(hole, out var found))
            {
                if (_holes.Count >= MostHoles)
                    continue;
                found = (FoundRows.None, false);
            }

            _holes[hole] = (isNew ? found.Rows.With(row) : found.Rows, found.IsNamed || (areNamed && _names.Contains(NameIn(hole))));
        }
    }

    private static string NameIn(string hole) => hole.Trim('{', '}', '%', ' ', '?', '!', '/');

    private static bool IsUnreadable(string text)
    {
        var bad = 0;
        foreach (var c in text)
        {
            if (c == '\0')
                return true;
            var isText = char.IsWhiteSpace(c) || (c != '\uFFFD' && char.GetUnicodeCategory(c)
                is not (UnicodeCategory.Control or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse));
            bad += isText ? 0 : 1;
        }

        return bad > UnreadableShare * text.Length;
    }

    [GeneratedRegex(@"\{\{?\s?[?!/]?[\p{L}_][\p{L}\p{N}_.]{0,40}\s?\}?\}|\{%[^{}\n]{1,80}%\}")]
    private static partial Regex Hole();
}
