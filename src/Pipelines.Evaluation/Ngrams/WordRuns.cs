using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Words with one space between, so that a run of them is a part of one text.</summary>
internal sealed class WordRuns
{
    private readonly string _text;
    private readonly (int Start, int End)[] _words;

    public WordRuns(IReadOnlyList<string> words)
    {
        var text = new StringBuilder();
        _words = new (int, int)[words.Count];
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0)
                text.Append(' ');
            _words[i] = (text.Length, text.Length + words[i].Length);
            text.Append(words[i]);
        }

        _text = text.ToString();
    }

    public int Count => _words.Length;

    /// <summary>How many runs of a length there are.</summary>
    public int RunCount(int length) => Math.Max(0, Count - length + 1);

    public ReadOnlySpan<char> Run(int start, int length) =>
        _text.AsSpan(_words[start].Start, _words[start + length - 1].End - _words[start].Start);

    /// <summary>Adds all runs of a length.</summary>
    public void AddTo(NgramCounts counts, int length)
    {
        for (var i = 0; i < RunCount(length); i++)
            counts.Add(Run(i, length));
    }

    /// <summary>How many runs of a length are there that others have, each as often as both have it; they are taken away.</summary>
    public int TakeFrom(NgramCounts counts, int length)
    {
        var common = 0;
        for (var i = 0; i < RunCount(length); i++)
            common += counts.TryTake(Run(i, length)) ? 1 : 0;
        return common;
    }
}
