using System.Text;

namespace Pipelines.Documentation.Tests;

/// <summary>A command of a block of shell.</summary>
/// <param name="Line">The page's line it begins in.</param>
/// <param name="Words">The command and its arguments, without quotes, comments and settings of the environment.</param>
internal sealed record ShellLine(int Line, IReadOnlyList<string> Words)
{
    /// <summary>The commands of a block; lines that end in a backslash go on in the next one.</summary>
    public static IEnumerable<ShellLine> Read(Fence block) => Read(block.Text, block.Line + 1);

    /// <summary>The commands of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="firstLine">The page's line of its first one.</param>
    public static IEnumerable<ShellLine> Read(string text, int firstLine)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var (start, line) = (i, lines[i].TrimEnd());
            while (line.EndsWith('\\') && i + 1 < lines.Length)
                line = line[..^1] + " " + lines[++i].Trim();
            foreach (var words in Commands(line))
                yield return new ShellLine(firstLine + start, words);
        }
    }

    private static IEnumerable<List<string>> Commands(string line)
    {
        List<string> words = [];
        foreach (var word in Split(line))
        {
            if (word is "&&" or "||" or "|" or ";")
            {
                if (words.Count > 0)
                    yield return words;
                words = [];
            }
            else if (words.Count > 0 || !IsSetting(word))
            {
                words.Add(word);
            }
        }

        if (words.Count > 0)
            yield return words;
    }

    private static IEnumerable<string> Split(string line)
    {
        var (word, quote) = (new StringBuilder(), '\0');
        foreach (var sign in line)
        {
            if (quote == '\0' && sign == '#' && word.Length == 0)
                break;
            if (sign == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && sign is '"' or '\'')
            {
                quote = quote == '\0' ? sign : quote;
            }
            else if (quote == '\0' && char.IsWhiteSpace(sign))
            {
                if (word.Length > 0)
                    yield return word.ToString();
                word.Clear();
            }
            else
            {
                word.Append(sign);
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    // NAME=value before a command.
    private static bool IsSetting(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        && word[..at].All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '_');
}
