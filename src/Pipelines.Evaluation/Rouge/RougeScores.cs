namespace Pipelines.Evaluation;

/// <summary>The scores of a candidate, by kind.</summary>
public sealed class RougeScores
{
    private readonly RougeScore?[] _scores;

    internal RougeScores(RougeScore?[] scores, bool hasReference, bool hasCandidate)
    {
        _scores = scores;
        HasReference = hasReference;
        HasCandidate = hasCandidate;
    }

    /// <summary>The score of a kind.</summary>
    /// <exception cref="PipelineException">It was not computed.</exception>
    public RougeScore this[RougeKind kind] => (uint)kind < (uint)_scores.Length && _scores[(int)kind] is { } score
        ? score
        : throw new PipelineException($"{kind} was not computed; name it in {nameof(RougeOptions)}.{nameof(RougeOptions.Kinds)}.");

    /// <summary>Words in common.</summary>
    public RougeScore Rouge1 => this[RougeKind.Rouge1];

    /// <summary>Pairs of words in common.</summary>
    public RougeScore Rouge2 => this[RougeKind.Rouge2];

    /// <summary>Words in common in the same order.</summary>
    public RougeScore RougeL => this[RougeKind.RougeL];

    /// <summary>Words in common in the same order, line by line.</summary>
    public RougeScore RougeLsum => this[RougeKind.RougeLsum];

    /// <summary>Whether some reference has a word; without one every score but that of identical texts is 0.</summary>
    public bool HasReference { get; }

    /// <summary>Whether the candidate has a word.</summary>
    public bool HasCandidate { get; }
}
