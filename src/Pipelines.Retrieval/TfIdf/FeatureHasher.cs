using System.Globalization;
using System.Text;

namespace Pipelines.Retrieval;

/// <summary>
/// Counts a text's features in elements that their hash chooses, as scikit-learn's <c>HashingVectorizer</c> does: the element is |h| modulo
/// the dimension, the sign h's.
/// </summary>
internal sealed class FeatureHasher(HashingTfIdfOptions options)
{
    private const int ShortestWord = 2;

    /// <summary>Adds a text's counts.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scratch">Buffers; one a thread.</param>
    /// <param name="counts">An element a feature's hash can choose.</param>
    /// <param name="present">
    /// Set where a feature chose the element, also where signs cancel, as the reference counts documents; empty where nobody asks.
    /// </param>
    public void Count(ReadOnlySpan<char> text, FeatureScratch scratch, Span<double> counts, Span<bool> present = default)
    {
        if (options.Features == TextFeatures.CharactersInWords)
        {
            CountInWords(text, scratch, counts, present);
            return;
        }

        var isWords = options.Features == TextFeatures.Words;
        scratch.Clear();
        if (isWords)
            ReadWords(text, scratch);
        else
            ReadCharacters(text, scratch);
        for (var length = options.MinimumLength; length <= Math.Min(options.MaximumLength, scratch.Count); length++)
        {
            for (var first = 0; first + length <= scratch.Count; first++)
                Add(scratch.Run(first, length, isWords ? 1 : 0), counts, present);
        }
    }

    /// <summary>How many words a text has, or characters where those are the features.</summary>
    public int CountUnits(ReadOnlySpan<char> text, FeatureScratch scratch)
    {
        scratch.Clear();
        if (options.Features == TextFeatures.Words)
            ReadWords(text, scratch);
        else
            ReadCharacters(text, scratch);
        return scratch.Count;
    }

    /// <summary>Words with one space between them.</summary>
    private void ReadWords(ReadOnlySpan<char> text, FeatureScratch scratch)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsWordCharacter(rune))
            {
                End(scratch, length);
                length = 0;
                continue;
            }

            if (length++ == 0)
            {
                if (scratch.Count > 0)
                    scratch.Append(new Rune(' '));
                scratch.Begin();
            }

            Append(rune, scratch);
        }

        End(scratch, length);

        static void End(FeatureScratch scratch, int length)
        {
            if (length is 0 or >= ShortestWord)
                return;
            scratch.Undo();
            if (scratch.Count > 0)
                scratch.DropLast();
        }
    }

    /// <summary>Characters; white space of two or more is one space, as the reference does it.</summary>
    private void ReadCharacters(ReadOnlySpan<char> text, FeatureScratch scratch)
    {
        var (spaces, only) = (0, default(Rune));
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                (spaces, only) = (spaces + 1, rune);
                continue;
            }

            EndSpaces(spaces, only);
            spaces = 0;
            scratch.Begin();
            Append(rune, scratch);
        }

        EndSpaces(spaces, only);

        void EndSpaces(int count, Rune single)
        {
            if (count == 0)
                return;
            scratch.Begin();
            scratch.Append(count == 1 ? single : new Rune(' '));
        }
    }

    private void CountInWords(ReadOnlySpan<char> text, FeatureScratch scratch, Span<double> counts, Span<bool> present)
    {
        var space = new Rune(' ');
        scratch.Clear();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                EndWord(scratch, counts, present);
                continue;
            }

            if (scratch.Count == 0)
            {
                scratch.Begin();
                scratch.Append(space);
            }

            scratch.Begin();
            Append(rune, scratch);
        }

        EndWord(scratch, counts, present);

        void EndWord(FeatureScratch scratch, Span<double> counts, Span<bool> present)
        {
            if (scratch.Count == 0)
                return;
            scratch.Begin();
            scratch.Append(space);
            for (var length = options.MinimumLength; length <= options.MaximumLength; length++)
            {
                // A word that is shorter counts once, whole.
                var run = Math.Min(length, scratch.Count);
                for (var first = 0; first + run <= scratch.Count; first++)
                    Add(scratch.Run(first, run, 0), counts, present);
                if (scratch.Count <= length)
                    break;
            }

            scratch.Clear();
        }
    }

    private void Append(Rune rune, FeatureScratch scratch) => scratch.Append(options.Lowercase ? Rune.ToLowerInvariant(rune) : rune);

    private void Add(ReadOnlySpan<byte> feature, Span<double> counts, Span<bool> present)
    {
        var hash = MurmurHash3.Compute(feature);
        var element = (int)(Math.Abs((long)hash) % counts.Length);
        counts[element] += options.SignedHashing && hash < 0 ? -1 : 1;
        if (!present.IsEmpty)
            present[element] = true;
    }

    // What Python's \w takes: letters, all kinds of numbers, the underscore; no marks.
    private static bool IsWordCharacter(Rune rune) => rune.Value == '_' || Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
