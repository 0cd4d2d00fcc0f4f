using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Exact match and token F1 of answers, as the official scripts of SQuAD have them.</summary>
public static class SquadMetrics
{
    /// <summary>
    /// An answer as it is compared: in lower case, without ASCII punctuation, without the words a, an and the, words with one space
    /// between.
    /// </summary>
    public static string Normalize(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var bare = new StringBuilder(answer.Length);
        foreach (var c in PythonText.ToLower(answer))
        {
            if (!PythonText.IsAsciiPunctuation(c))
                bare.Append(c);
        }

        return string.Join(' ', PythonText.Split(WithoutArticles(bare.ToString())));
    }

    /// <summary>Scores an answer against the expected ones: for each score the best.</summary>
    /// <param name="answers">The expected answers; none where a question has no answer, for <see cref="SquadVersion.V2"/>.</param>
    /// <param name="prediction">The answer to score; empty for none.</param>
    /// <param name="version">The script.</param>
    /// <exception cref="PipelineException">There is no expected answer, and the version wants one.</exception>
    public static SquadScore Score(IReadOnlyList<string> answers, string prediction, SquadVersion version = SquadVersion.V1)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(prediction);
        if (version == SquadVersion.V1 && answers.Count == 0)
            throw new PipelineException("There is no expected answer; only SQuAD 2.0 has questions without one.");
        var expected = answers.Select(Normalize);
        if (version == SquadVersion.V2)
            expected = expected.Where(a => a.Length > 0).DefaultIfEmpty("");
        var said = Normalize(prediction);
        var (exact, measure) = (0.0, 0.0);
        foreach (var answer in expected)
        {
            exact = Math.Max(exact, answer == said ? 1 : 0);
            measure = Math.Max(measure, TokenF1(answer, said, version));
        }

        return new SquadScore(exact, measure);
    }

    private static double TokenF1(string answer, string prediction, SquadVersion version)
    {
        var (expected, said) = (PythonText.Split(answer), PythonText.Split(prediction));
        if (expected.Count == 0 || said.Count == 0)
            return version == SquadVersion.V2 && expected.Count == said.Count ? 1 : 0;
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in expected)
            left[word] = left.GetValueOrDefault(word) + 1;
        var common = 0;
        foreach (var word in said)
        {
            if (left.GetValueOrDefault(word) is var count && count > 0)
                (left[word], common) = (count - 1, common + 1);
        }

        return common == 0 ? 0 : 2.0 * common / (expected.Count + said.Count);
    }

    private static string WithoutArticles(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            if (!PythonText.IsWordCharacter(rune))
            {
                kept.Append(text.AsSpan(i, length));
                i += length;
                continue;
            }

            var start = i;
            while (i < text.Length)
            {
                Rune.DecodeFromUtf16(text.AsSpan(i), out rune, out length);
                if (!PythonText.IsWordCharacter(rune))
                    break;
                i += length;
            }

            var word = text.AsSpan(start, i - start);
            if (word is "a" or "an" or "the")
                kept.Append(' ');
            else
                kept.Append(word);
        }

        return kept.ToString();
    }
}
