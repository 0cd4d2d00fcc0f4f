namespace Pipelines.Retrieval;

/// <summary>The suffix rules of M. F. Porter, "An algorithm for suffix stripping" (1980), as published.</summary>
internal static class PorterStemmer
{
    private static readonly (string Suffix, string Replacement)[] DoubleSuffixes =
    [
        ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("tional", "tion"),
        ("biliti", "ble"), ("entli", "ent"), ("ousli", "ous"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("iviti", "ive"),
        ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"), ("ator", "ate"), ("eli", "e"),
    ];

    private static readonly (string Suffix, string Replacement)[] AdjectiveSuffixes =
    [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] LastSuffixes =
    [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ion", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic",
        "ou",
    ];

    /// <summary>Brings a word to its stem in place.</summary>
    /// <param name="word">The word; other than lower-case letters of ASCII, or of two letters or fewer, it stays.</param>
    /// <returns>The stem's length.</returns>
    public static int Stem(Span<char> word)
    {
        var length = word.Length;
        if (length <= 2 || word.ContainsAnyExceptInRange('a', 'z'))
            return length;
        StripPlural(word, ref length);
        StripParticiple(word, ref length);
        if (word[length - 1] == 'y' && HasVowel(word[..(length - 1)]))
            word[length - 1] = 'i';
        Replace(word, ref length, DoubleSuffixes);
        Replace(word, ref length, AdjectiveSuffixes);
        StripLast(word, ref length);
        StripFinal(word, ref length);
        return length;
    }

    private static void StripPlural(Span<char> word, ref int length)
    {
        var end = (ReadOnlySpan<char>)word[..length];
        if (end.EndsWith("sses") || end.EndsWith("ies"))
            length -= 2;
        else if (end.EndsWith("s") && !end.EndsWith("ss"))
            length--;
    }

    private static void StripParticiple(Span<char> word, ref int length)
    {
        var end = (ReadOnlySpan<char>)word[..length];
        if (end.EndsWith("eed"))
        {
            if (Measure(end[..^3]) > 0)
                length--;
            return;
        }

        var suffix = end.EndsWith("ed") ? 2 : end.EndsWith("ing") ? 3 : 0;
        if (suffix == 0 || !HasVowel(end[..^suffix]))
            return;
        length -= suffix;
        var stem = (ReadOnlySpan<char>)word[..length];
        if (stem.EndsWith("at") || stem.EndsWith("bl") || stem.EndsWith("iz"))
            word[length++] = 'e';
        else if (EndsInDoubleConsonant(stem) && stem[^1] is not ('l' or 's' or 'z'))
            length--;
        else if (Measure(stem) == 1 && EndsInShortSyllable(stem))
            word[length++] = 'e';
    }

    private static void Replace(Span<char> word, ref int length, (string Suffix, string Replacement)[] rules)
    {
        foreach (var (suffix, replacement) in rules)
        {
            if (!((ReadOnlySpan<char>)word[..length]).EndsWith(suffix))
                continue;
            var stem = length - suffix.Length;
            if (Measure(word[..stem]) > 0)
            {
                replacement.CopyTo(word[stem..]);
                length = stem + replacement.Length;
            }

            return;
        }
    }

    private static void StripLast(Span<char> word, ref int length)
    {
        foreach (var suffix in LastSuffixes)
        {
            if (!((ReadOnlySpan<char>)word[..length]).EndsWith(suffix))
                continue;
            var stem = (ReadOnlySpan<char>)word[..(length - suffix.Length)];
            if (Measure(stem) > 1 && (suffix != "ion" || stem[^1] is 's' or 't'))
                length = stem.Length;
            return;
        }
    }

    private static void StripFinal(Span<char> word, ref int length)
    {
        if (word[length - 1] == 'e')
        {
            var stem = (ReadOnlySpan<char>)word[..(length - 1)];
            var measure = Measure(stem);
            if (measure > 1 || (measure == 1 && !EndsInShortSyllable(stem)))
                length--;
        }

        var end = (ReadOnlySpan<char>)word[..length];
        if (end.EndsWith("ll") && Measure(end) > 1)
            length--;
    }

    /// <summary>How often a run of consonants follows a run of vowels: Porter's m.</summary>
    private static int Measure(ReadOnlySpan<char> stem)
    {
        var count = 0;
        var afterVowel = false;
        for (var i = 0; i < stem.Length; i++)
        {
            var consonant = IsConsonant(stem, i);
            if (consonant && afterVowel)
                count++;
            afterVowel = !consonant;
        }

        return count;
    }

    private static bool HasVowel(ReadOnlySpan<char> stem)
    {
        for (var i = 0; i < stem.Length; i++)
        {
            if (!IsConsonant(stem, i))
                return true;
        }

        return false;
    }

    private static bool EndsInDoubleConsonant(ReadOnlySpan<char> stem) =>
        stem.Length >= 2 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1);

    /// <summary>Consonant, vowel, consonant, the last not w, x or y.</summary>
    private static bool EndsInShortSyllable(ReadOnlySpan<char> stem) =>
        stem.Length >= 3 && IsConsonant(stem, stem.Length - 3) && !IsConsonant(stem, stem.Length - 2)
        && IsConsonant(stem, stem.Length - 1) && stem[^1] is not ('w' or 'x' or 'y');

    private static bool IsConsonant(ReadOnlySpan<char> word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(word, at - 1),
        _ => true,
    };
}
