namespace TinyStories.Stories;

/// <summary>Cuts texts into sentences, well enough for stories.</summary>
internal static class Sentences
{
    /// <summary>The sentences of a text; joined with spaces they are the text, but for its line ends.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var ends = i + 1 == text.Length
                || (text[i] is '.' or '!' or '?' or '"' or '\n' && char.IsWhiteSpace(text[i + 1]) && EndsSentence(text, i));
            if (!ends)
                continue;
            var sentence = text[start..(i + 1)].Trim();
            if (sentence.Length > 0)
                sentences.Add(sentence.ReplaceLineEndings(" "));
            start = i + 1;
        }

        return sentences;
    }

    // A quotation that somebody says goes on; so does a sentence whose next word is small.
    private static bool EndsSentence(string text, int end)
    {
        if (text[end] == '"' && text[end - 1] is not ('.' or '!' or '?'))
            return false;
        var next = end + 1;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
            next++;
        return next == text.Length || !char.IsLower(text[next]);
    }
}
