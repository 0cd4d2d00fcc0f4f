using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>How varied texts are. Words are those of ROUGE's Unicode rule: lower case, letters and digits of every script.</summary>
public static class DiversityMetrics
{
    /// <summary>
    /// distinct-n (Li et al. 2016): how many different runs of n words all texts have, divided by how many they have. It falls with more
    /// text: compare samples of one size.
    /// </summary>
    /// <param name="texts">The texts.</param>
    /// <param name="n">The length of runs.</param>
    /// <exception cref="PipelineException">No text has n words.</exception>
    public static double Distinct(IEnumerable<string> texts, int n)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var (counts, total, vocabulary) = (new NgramCounts(), 0L, new RougeVocabulary(stems: false));
        foreach (var text in texts)
        {
            var runs = new WordRuns(Words(text, vocabulary));
            runs.AddTo(counts, n);
            total += runs.RunCount(n);
        }

        return total > 0
            ? counts.Kinds / (double)total
            : throw new PipelineException($"No text has {n} words, so there are no runs to count.");
    }

    /// <summary>
    /// The repetition rate of a text (Welleck et al. 2020, seq-rep-n): the share of its runs of n words that it has had before. 0 where
    /// nothing repeats.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="n">The length of runs.</param>
    /// <exception cref="PipelineException">The text has less than n words.</exception>
    public static double Repetition(string text, int n) =>
        RepetitionOrNull(text, n) ?? throw new PipelineException($"The text has less than {n} words, so there are no runs to count.");

    internal static double? RepetitionOrNull(string text, int n)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var (counts, runs) = (new NgramCounts(), new WordRuns(Words(text, new RougeVocabulary(stems: false))));
        runs.AddTo(counts, n);
        return runs.RunCount(n) == 0 ? null : 1 - counts.Kinds / (double)runs.RunCount(n);
    }

    internal static int WordCount(string text) => Words(text, new RougeVocabulary(stems: false)).Length;

    // Each word by its number.
    private static string[] Words(string text, RougeVocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new RougeText();
        RougeReader.Read(text, RougeWordRule.Unicode, vocabulary, words, new StringBuilder());
        var numbers = new string[words.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = words.Words[i].ToString(CultureInfo.InvariantCulture);
        return numbers;
    }
}
