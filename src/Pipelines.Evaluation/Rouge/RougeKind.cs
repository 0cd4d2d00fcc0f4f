namespace Pipelines.Evaluation;

/// <summary>What a candidate and its reference are compared by (Lin 2004).</summary>
public enum RougeKind
{
    /// <summary>Words.</summary>
    Rouge1,

    /// <summary>Pairs of neighbouring words.</summary>
    Rouge2,

    /// <summary>Runs of three words.</summary>
    Rouge3,

    /// <summary>The longest common subsequence of the texts.</summary>
    RougeL,

    /// <summary>The union of the longest common subsequences of each line of the reference with the lines of the candidate.</summary>
    RougeLsum,

    /// <summary>The longest common subsequence, where words in a row count for more.</summary>
    RougeW,

    /// <summary>Pairs of words in order, with some words between them.</summary>
    RougeS,
}
