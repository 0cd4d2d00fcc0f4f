using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pipelines.Retrieval;

/// <summary>
/// Text to terms: runs of letters, marks and digits in any script, with an apostrophe between letters or a point or comma between digits
/// inside; each ideograph by itself, as no spaces part them. Several threads may use one.
/// </summary>
public sealed class TextAnalyzer
{
    /// <summary>The longest term in UTF-16 units; a longer run, which is no word of any language, is cut into several.</summary>
    public const int MaximumTermLength = 255;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _stopWords;
    private readonly bool _lowercase;
    private readonly Stemmer _stemmer;

    /// <summary>Makes an analyser.</summary>
    /// <param name="options">How; null for the defaults. Later changes to them have no effect.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public TextAnalyzer(TextAnalyzerOptions? options = null)
    {
        options = OptionsValidation.Validated(options ?? new TextAnalyzerOptions());
        _lowercase = options.Lowercase;
        _stemmer = options.Stemmer;
        _stopWords = new HashSet<string>(options.StopWords, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The terms of a text, in order.</summary>
    public IReadOnlyList<string> Analyze(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var terms = new List<string>();
        Analyze(text, term => terms.Add(term.ToString()));
        return terms;
    }

    /// <summary>Gives the terms of a text, in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="take">Gets each term; the span is good until it returns.</param>
    public void Analyze(ReadOnlySpan<char> text, Action<ReadOnlySpan<char>> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        Span<char> word = stackalloc char[MaximumTermLength];
        var length = 0;
        var previous = default(Rune);
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text[i..], out var rune, out var used);
            if (IsIdeograph(rune))
            {
                Emit(word, ref length, take);
                Append(rune, word, ref length);
                Emit(word, ref length, take);
            }
            else if (IsWordPart(rune))
            {
                if (length + 2 > word.Length)
                    Emit(word, ref length, take);
                Append(rune, word, ref length);
            }
            else if (length > 0 && length < word.Length && Joins(rune, previous, text[(i + used)..]))
            {
                word[length++] = rune.Value == '’' ? '\'' : (char)rune.Value;
            }
            else
            {
                Emit(word, ref length, take);
            }

            previous = rune;
            i += used;
        }

        Emit(word, ref length, take);
    }

    private static bool Joins(Rune rune, Rune previous, ReadOnlySpan<char> rest)
    {
        if (rune.Value is not ('\'' or '’' or '.' or ',') || Rune.DecodeFromUtf16(rest, out var next, out _) != OperationStatus.Done)
            return false;
        return rune.Value is '.' or ','
            ? Rune.IsDigit(previous) && Rune.IsDigit(next)
            : Rune.IsLetter(previous) && Rune.IsLetter(next) && !IsIdeograph(next);
    }

    private static bool IsWordPart(Rune rune)
    {
        if (rune.IsAscii)
            return char.IsAsciiLetterOrDigit((char)rune.Value);
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
    }

    // Han and Hiragana; what is written in Katakana alone is mostly one word.
    private static bool IsIdeograph(Rune rune) => rune.Value is (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0x3041 and <= 0x3096) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFD);

    private void Append(Rune rune, Span<char> word, ref int length) =>
        length += (_lowercase ? Rune.ToLowerInvariant(rune) : rune).EncodeToUtf16(word[length..]);

    private void Emit(Span<char> word, ref int length, Action<ReadOnlySpan<char>> take)
    {
        var term = word[..length];
        length = 0;
        if (term.IsEmpty || _stopWords.Contains(term))
            return;
        if (_stemmer == Stemmer.Porter)
        {
            if (term.EndsWith("'s") || term.EndsWith("'S"))
                term = term[..^2];
            term = term[..PorterStemmer.Stem(term)];
        }

        take(term);
    }
}
