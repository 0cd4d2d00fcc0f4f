using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>Ends sequences whose new text holds one of some strings.</summary>
internal sealed class StopStringCondition : IStopCondition
{
    private readonly Tokenizer _tokenizer;
    private readonly string[] _strings;
    private readonly int _tailLength;

    /// <summary>Takes the strings; empty ones never come.</summary>
    public StopStringCondition(Tokenizer tokenizer, IEnumerable<string> strings)
    {
        _tokenizer = tokenizer;
        _strings = [.. strings.Where(s => s.Length > 0)];
        // A token has at least a byte of text, so more tokens than the longest string has bytes cannot lie in it; special ones have none.
        _tailLength = 8 + 2 * _strings.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty(0).Max();
    }

    /// <inheritdoc/>
    public bool IsMet(ReadOnlySpan<int> tokens, int promptLength)
    {
        var tail = tokens[Math.Max(promptLength, tokens.Length - _tailLength)..];
        if (tail.IsEmpty)
            return false;
        var text = _tokenizer.Decode(tail, skipSpecialTokens: true);
        foreach (var stop in _strings)
        {
            if (text.Contains(stop, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
