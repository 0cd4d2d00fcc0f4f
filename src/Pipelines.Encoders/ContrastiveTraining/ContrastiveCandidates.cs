namespace Pipelines.Encoders;

/// <summary>
/// Which texts a step compares: each row's anchor with candidates, of which the first are the rows' positives in the order of the rows and
/// the others hard negatives.
/// </summary>
internal sealed class ContrastiveCandidates
{
    private readonly int[] _anchors;
    private readonly int[] _candidates;
    private readonly Dictionary<int, List<int>>? _positives;

    /// <param name="anchors">The number of each anchor's text; equal texts have equal numbers.</param>
    /// <param name="candidates">The same of the candidates.</param>
    /// <param name="masks">Whether candidates that are no negatives are hidden.</param>
    public ContrastiveCandidates(int[] anchors, int[] candidates, bool masks)
    {
        (_anchors, _candidates) = (anchors, candidates);
        if (!masks)
            return;
        _positives = [];
        for (var row = 0; row < anchors.Length; row++)
        {
            if (!_positives.TryGetValue(anchors[row], out var texts))
                _positives.Add(anchors[row], texts = []);
            if (!texts.Contains(candidates[row]))
                texts.Add(candidates[row]);
        }
    }

    public int RowCount => _anchors.Length;

    public int Count => _candidates.Length;

    /// <summary>
    /// Whether a candidate counts neither for nor against an anchor: it is a positive of it in another place, or its own text.
    /// </summary>
    public bool IsHidden(int row, int candidate)
    {
        if (_positives is null || candidate == row)
            return false;
        var text = _candidates[candidate];
        return text == _anchors[row] || _positives[_anchors[row]].Contains(text);
    }
}
