namespace Pipelines.Retrieval;

/// <summary>One search's running scores; searches hand it on to the next.</summary>
internal sealed class Bm25Scratch
{
    private double[] _scores = [];
    private bool[] _seen = [];
    private int[] _touched = [];
    private int _count;

    /// <summary>The numbers of the documents that got a score.</summary>
    public ReadOnlySpan<int> Touched => _touched.AsSpan(0, _count);

    public double this[int document] => _scores[document];

    /// <summary>Makes place for documents.</summary>
    public void Begin(int slots)
    {
        if (_scores.Length >= slots)
            return;
        var size = Math.Max(slots, (int)Math.Min(Array.MaxLength, _scores.Length * 3L / 2));
        (_scores, _seen, _touched, _count) = (new double[size], new bool[size], new int[size], 0);
    }

    public void Add(int document, double score)
    {
        if (!_seen[document])
        {
            _seen[document] = true;
            _touched[_count++] = document;
        }

        _scores[document] += score;
    }

    /// <summary>Forgets the scores.</summary>
    public void Clear()
    {
        foreach (var document in Touched)
            (_scores[document], _seen[document]) = (0, false);
        _count = 0;
    }
}
