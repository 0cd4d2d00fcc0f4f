namespace Pipelines.Evaluation;

/// <summary>
/// Porter's stemmer of English words (1980) with the changes of NLTK, which <c>rouge_score</c> uses: a few irregular words, <c>ies</c> and
/// <c>ied</c> in short words, <c>y</c> behind a vowel, and some endings more.
/// </summary>
public static class PorterStemmer
{
    private const int ShortestWord = 3;

    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["sky"] = "sky",
        ["skies"] = "sky",
        ["dying"] = "die",
        ["lying"] = "lie",
        ["tying"] = "tie",
        ["news"] = "news",
        ["inning"] = "inning",
        ["innings"] = "inning",
        ["outing"] = "outing",
        ["outings"] = "outing",
        ["canning"] = "canning",
        ["cannings"] = "canning",
        ["howe"] = "howe",
        ["proceed"] = "proceed",
        ["exceed"] = "exceed",
        ["succeed"] = "succeed",
    };

    private static readonly (string Ending, string Replacement)[] DoubleSuffixes =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string Ending, string Replacement)[] Adjectives =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Remaining =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive",
        "ize",
    ];

    /// <summary>The stem of a word.</summary>
    /// <param name="word">A word in lower case; letters other than a–z count as consonants.</param>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (Irregular.TryGetValue(word, out var known))
            return known;
        if (word.Length < ShortestWord)
            return word;
        word = Plural(word);
        word = PastAndProgressive(word);
        word = FinalY(word);
        word = DoubleSuffix(word);
        word = Adjective(word);
        word = Remainder(word);
        return FinalL(FinalE(word));
    }

    // Step 1a.
    private static string Plural(string word)
    {
        if (Ends(word, "ies"))
            return word.Length == 4 ? word[..^1] : word[..^2];
        if (Ends(word, "sses"))
            return word[..^2];
        return Ends(word, "ss") || !Ends(word, "s") ? word : word[..^1];
    }

    // Step 1b.
    private static string PastAndProgressive(string word)
    {
        if (Ends(word, "ied"))
            return word.Length == 4 ? word[..^1] : word[..^2];
        if (Ends(word, "eed"))
            return Measure(word.AsSpan(0, word.Length - 3)) > 0 ? word[..^1] : word;
        string stem;
        if (Ends(word, "ed") && HasVowel(word.AsSpan(0, word.Length - 2)))
            stem = word[..^2];
        else if (Ends(word, "ing") && HasVowel(word.AsSpan(0, word.Length - 3)))
            stem = word[..^3];
        else
            return word;
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz"))
            return stem + "e";
        if (EndsInDoubleConsonant(stem))
            return stem[^1] is 'l' or 's' or 'z' ? stem : stem[..^1];
        return Measure(stem) == 1 && EndsInShortSyllable(stem) ? stem + "e" : stem;
    }

    // Step 1c.
    private static string FinalY(string word) =>
        Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? word[..^1] + "i" : word;

    // Step 2.
    private static string DoubleSuffix(string word)
    {
        if (Ends(word, "alli") && Measure(word.AsSpan(0, word.Length - 4)) > 0)
            return DoubleSuffix(word[..^2]);
        foreach (var (ending, replacement) in DoubleSuffixes)
        {
            if (Ends(word, ending))
                return Replaced(word, ending, replacement);
        }

        // The l belongs to the stem that is measured.
        return Ends(word, "logi") && Measure(word.AsSpan(0, word.Length - 3)) > 0 ? word[..^1] : word;
    }

    // Step 3.
    private static string Adjective(string word)
    {
        foreach (var (ending, replacement) in Adjectives)
        {
            if (Ends(word, ending))
                return Replaced(word, ending, replacement);
        }

        return word;
    }

    // Step 4.
    private static string Remainder(string word)
    {
        foreach (var ending in Remaining)
        {
            if (!Ends(word, ending))
                continue;
            var stem = word.AsSpan(0, word.Length - ending.Length);
            return Measure(stem) > 1 && (ending != "ion" || stem[^1] is 's' or 't') ? stem.ToString() : word;
        }

        return word;
    }

    // Step 5a.
    private static string FinalE(string word)
    {
        if (!Ends(word, "e"))
            return word;
        var stem = word[..^1];
        var measure = Measure(stem);
        return measure > 1 || (measure == 1 && !EndsInShortSyllable(stem)) ? stem : word;
    }

    // Step 5b.
    private static string FinalL(string word) => Ends(word, "ll") && Measure(word.AsSpan(0, word.Length - 1)) > 1 ? word[..^1] : word;

    // The first ending that is there decides, whether it is taken or not.
    private static string Replaced(string word, string ending, string replacement)
    {
        var stem = word.AsSpan(0, word.Length - ending.Length);
        return Measure(stem) > 0 ? string.Concat(stem, replacement) : word;
    }

    private static bool Ends(string word, string ending) => word.EndsWith(ending, StringComparison.Ordinal);

    // A y is a consonant at the start and behind a vowel.
    private static bool IsConsonant(ReadOnlySpan<char> word, int index)
    {
        var isConsonant = true;
        // From the last letter before a run of ys on.
        var start = index;
        while (start > 0 && word[start] == 'y')
            start--;
        for (var i = start; i <= index; i++)
        {
            isConsonant = word[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' => false,
                'y' => i == 0 || !isConsonant,
                _ => true,
            };
        }

        return isConsonant;
    }

    // How many times vowels are followed by consonants.
    private static int Measure(ReadOnlySpan<char> stem)
    {
        var (count, wasVowel, wasConsonant) = (0, false, false);
        for (var i = 0; i < stem.Length; i++)
        {
            var isConsonant = stem[i] switch
            {
                'a' or 'e' or 'i' or 'o' or 'u' => false,
                'y' => i == 0 || !wasConsonant,
                _ => true,
            };
            if (isConsonant && wasVowel)
                count++;
            (wasVowel, wasConsonant) = (!isConsonant, isConsonant);
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

    private static bool EndsInDoubleConsonant(string word) =>
        word.Length >= 2 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    // Consonant, vowel and a consonant other than w, x and y; or, with NLTK, a word of a vowel and a consonant.
    private static bool EndsInShortSyllable(string word) =>
        (word.Length >= 3 && IsConsonant(word, word.Length - 3) && !IsConsonant(word, word.Length - 2) && IsConsonant(word, word.Length - 1)
            && word[^1] is not ('w' or 'x' or 'y'))
        || (word.Length == 2 && !IsConsonant(word, 0) && IsConsonant(word, 1));
}
