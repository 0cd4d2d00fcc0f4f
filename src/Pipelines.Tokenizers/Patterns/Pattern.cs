namespace Pipelines.Tokenizers;

/// <summary>
/// A regular expression over Unicode scalar values with Oniguruma's syntax and meaning, which the files of Hugging Face's tokenizers rely
/// on.
/// </summary>
/// <remarks>
/// .NET's own expressions work on UTF-16 code units: <c>\p{L}</c> misses every letter beyond U+FFFF. Captures, back references and
/// recursion are not supported; matching never recurses into .NET's stack by the text's length. Immutable; any number of threads may
/// search.
/// </remarks>
internal sealed class Pattern
{
    private readonly PatternInstruction[] _steps;
    private readonly int _registerCount;
    private readonly CharacterSet? _first;
    private PatternMatcher? _spare;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="PatternException">The pattern is malformed or uses something that is not supported.</exception>
    public Pattern(string text) => (_steps, _registerCount, _first) = PatternCompiler.Compile(PatternParser.Parse(text));

    /// <summary>Takes a matcher, to be given back with <see cref="Return"/>.</summary>
    public PatternMatcher Rent() => Interlocked.Exchange(ref _spare, null) ?? new PatternMatcher(_steps, _registerCount);

    /// <summary>Gives a matcher back.</summary>
    public void Return(PatternMatcher matcher)
    {
        if (!matcher.IsLarge)
            Volatile.Write(ref _spare, matcher);
    }

    /// <summary>The first match at or behind a place; false if there is none.</summary>
    public bool Find(PatternMatcher matcher, ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (start = from; start <= text.Length;)
        {
            int length = 1;
            bool canStart = _first is null || (start < text.Length && _first.Contains(CharacterProperties.At(text, start, out length)));
            if (canStart && (end = matcher.Match(text, start)) >= 0)
                return true;
            if (_first is null && start < text.Length)
                CharacterProperties.At(text, start, out length);
            start += length;
        }
        end = -1;
        return false;
    }
}
