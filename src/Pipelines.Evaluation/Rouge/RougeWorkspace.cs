using System.Text;

namespace Pipelines.Evaluation;

/// <summary>Scores one pair of texts at a time, with buffers that stay.</summary>
internal sealed class RougeWorkspace(RougeOptions options)
{
    private static readonly int KindCount = Enum.GetValues<RougeKind>().Length;

    private readonly RougeVocabulary _vocabulary = new(options.Stem);
    private readonly StringBuilder _word = new();
    private readonly RougeText _reference = new();
    private readonly RougeText _candidate = new();
    private readonly Subsequences _subsequences = new();
    private readonly WordCounts _counts = new();
    private int[] _left = [];
    private bool[] _marks = [];

    /// <summary>Scores a candidate: for each kind its score against the reference where that is highest.</summary>
    public RougeScores Score(ReadOnlySpan<string> references, string candidate)
    {
        _vocabulary.Trim();
        RougeReader.Read(candidate, options.Words, _vocabulary, _candidate, _word);
        var scores = new RougeScore?[KindCount];
        var hasReference = false;
        foreach (var reference in references)
        {
            RougeReader.Read(reference, options.Words, _vocabulary, _reference, _word);
            hasReference |= _reference.Count > 0;
            foreach (var kind in options.Kinds)
            {
                var score = Compare(kind);
                if (scores[(int)kind] is not { } best || score.FMeasure > best.FMeasure)
                    scores[(int)kind] = score;
            }
        }

        return new RougeScores(scores, hasReference, _candidate.Count > 0);
    }

    private RougeScore Compare(RougeKind kind) => kind switch
    {
        RougeKind.Rouge1 => Runs(1),
        RougeKind.Rouge2 => Runs(2),
        RougeKind.Rouge3 => Runs(3),
        RougeKind.RougeL => Subsequence(),
        RougeKind.RougeLsum => Lines(),
        RougeKind.RougeW => Weighted(),
        _ => Pairs(),
    };

    private RougeScore Runs(int length)
    {
        var (reference, candidate) = (Math.Max(0, _reference.Count - length + 1), Math.Max(0, _candidate.Count - length + 1));
        return TooShort(reference, candidate)
            ?? RougeScore.Of(_counts.CommonRuns(_reference.Words, _candidate.Words, length), candidate, reference);
    }

    private RougeScore Pairs()
    {
        var (common, reference, candidate) = _counts.CommonPairs(_reference.Words, _candidate.Words, options.SkipDistance ?? int.MaxValue);
        return TooShort(reference, candidate) ?? RougeScore.Of(common, candidate, reference);
    }

    private RougeScore Subsequence() => TooShort(_reference.Count, _candidate.Count) ?? RougeScore.Of(
        _subsequences.Length(_reference.Words, _candidate.Words, _vocabulary.Count), _candidate.Count, _reference.Count);

    private RougeScore Weighted()
    {
        if (TooShort(_reference.Count, _candidate.Count) is { } known)
            return known;
        if (_reference.Count == 0 || _candidate.Count == 0)
            return default;
        var weight = _subsequences.Weight(_reference.Words, _candidate.Words, options.RunWeight);
        // The weight of a whole text is its length to the power.
        return RougeScore.From(Share(_candidate.Count), Share(_reference.Count));

        double Share(int length) => Math.Min(1, Math.Pow(weight / Math.Pow(length, options.RunWeight), 1 / options.RunWeight));
    }

    private RougeScore Lines()
    {
        if (TooShort(_reference.Count, _candidate.Count) is { } known)
            return known;
        if (_reference.Count == 0 || _candidate.Count == 0)
            return default;

        // A word counts as often as the candidate has it.
        if (_left.Length < _vocabulary.Count)
            _left = new int[2 * _vocabulary.Count];
        foreach (var word in _candidate.Words)
            _left[word]++;
        var hits = 0;
        for (var i = 0; i < _reference.LineCount; i++)
        {
            var line = _reference.Line(i);
            if (_marks.Length < line.Length)
                _marks = new bool[2 * line.Length];
            var marks = _marks.AsSpan(0, line.Length);
            marks.Clear();
            for (var j = 0; j < _candidate.LineCount; j++)
                _subsequences.Mark(line, _candidate.Line(j), marks);
            for (var k = 0; k < line.Length; k++)
            {
                if (marks[k] && _left[line[k]] > 0)
                {
                    hits++;
                    _left[line[k]]--;
                }
            }
        }

        foreach (var word in _candidate.Words)
            _left[word] = 0;
        return RougeScore.Of(hits, _candidate.Count, _reference.Count);
    }

    // Two texts that are both too short to have what is counted: rouge_score says 0; here they are alike where they are the same.
    private RougeScore? TooShort(int reference, int candidate) =>
        options.Words == RougeWordRule.Unicode && reference == 0 && candidate == 0
            ? _reference.Words.SequenceEqual(_candidate.Words) ? RougeScore.One : default(RougeScore)
            : null;
}
