namespace TinyStories;

/// <summary>What can be said of generated texts without a judge.</summary>
public static class TextQuality
{
    /// <summary>Distinct-n (Li et al. 2016): different runs of n words, over all runs of all texts; 0 where there are none.</summary>
    public static double Distinct(IEnumerable<string> texts, int n)
    {
        var different = new HashSet<string>();
        var all = 0;
        foreach (var run in texts.SelectMany(text => Runs(text, n)))
        {
            different.Add(run);
            all++;
        }

        return all == 0 ? 0 : (double)different.Count / all;
    }

    /// <summary>The share of runs of n words that came before in the same text, over all texts; 0 where there are none.</summary>
    public static double Repetition(IEnumerable<string> texts, int n)
    {
        var repeated = 0;
        var all = 0;
        foreach (var text in texts)
        {
            var seen = new HashSet<string>();
            foreach (var run in Runs(text, n))
            {
                repeated += seen.Add(run) ? 0 : 1;
                all++;
            }
        }

        return all == 0 ? 0 : (double)repeated / all;
    }

    private static IEnumerable<string> Runs(string text, int n)
    {
        var words = text.ToLowerInvariant().Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i + n <= words.Length; i++)
            yield return string.Join(' ', words.AsSpan(i, n)!);
    }
}
