using System.Text;

namespace Pipelines.Training;

/// <summary>
/// Lets text through piece by piece, but neither a stop string nor a part of text that may yet become one.
/// </summary>
internal sealed class StopStringFilter(IReadOnlyList<string> stopStrings)
{
    private readonly StringBuilder _held = new();

    /// <summary>Whether a stop string was seen; nothing comes through after it.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Takes a piece and gives what is safe to show.</summary>
    public string Push(string piece)
    {
        if (Stopped)
            return "";
        _held.Append(piece);
        var text = _held.ToString();
        var stop = -1;
        foreach (var stopString in stopStrings)
        {
            var found = stopString.Length == 0 ? -1 : text.IndexOf(stopString, StringComparison.Ordinal);
            if (found >= 0 && (stop < 0 || found < stop))
                stop = found;
        }

        if (stop >= 0)
        {
            Stopped = true;
            _held.Clear();
            return text[..stop];
        }

        var keep = LongestPrefixAtEnd(text);
        _held.Remove(0, text.Length - keep);
        return text[..^keep];
    }

    /// <summary>What was held back, when no more text comes.</summary>
    public string Finish()
    {
        var rest = Stopped ? "" : _held.ToString();
        _held.Clear();
        return rest;
    }

    private int LongestPrefixAtEnd(string text)
    {
        var longest = 0;
        foreach (var stopString in stopStrings)
        {
            for (var length = Math.Min(stopString.Length - 1, text.Length); length > longest; length--)
            {
                if (text.AsSpan(text.Length - length).SequenceEqual(stopString.AsSpan(0, length)))
                {
                    longest = length;
                    break;
                }
            }
        }

        return longest;
    }
}
