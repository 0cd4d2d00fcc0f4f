namespace Pipelines.Evaluation;

/// <summary>Numbers words, so that texts are compared by numbers; words of one stem have one.</summary>
internal sealed class RougeVocabulary
{
    /// <summary>How many bits a word's number takes at most: three fit into one integer.</summary>
    public const int Bits = 21;

    // Forgotten between texts when there are more, so that it does not grow with the data.
    private const int Remembered = 1 << 18;
    private const int ShortestStemmed = 4;

    private readonly bool _stems;
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<string, int> _stemmed = new(StringComparer.Ordinal);
    private int _count;

    public RougeVocabulary(bool stems)
    {
        _stems = stems;
        _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many numbers were given out.</summary>
    public int Count => _count;

    /// <summary>Forgets the words where there are many.</summary>
    public void Trim()
    {
        if (_words.Count <= Remembered)
            return;
        _words.Clear();
        _stemmed.Clear();
        _count = 0;
    }

    /// <summary>The number of a word in lower case.</summary>
    public int NumberOf(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var number))
            return number;
        var text = word.ToString();
        var stem = _stems && text.Length >= ShortestStemmed && IsAsciiWord(word) ? PorterStemmer.Stem(text) : text;
        if (!_stemmed.TryGetValue(stem, out number))
        {
            if (_count == 1 << Bits)
                throw new PipelineException($"A text to score has more than {1 << Bits} different words. Split it.");
            number = _count++;
            _stemmed.Add(stem, number);
        }

        _words.Add(text, number);
        return number;
    }

    private static bool IsAsciiWord(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c))
                return false;
        }

        return true;
    }
}
