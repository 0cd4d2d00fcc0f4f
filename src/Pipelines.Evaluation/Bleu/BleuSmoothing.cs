namespace Pipelines.Evaluation;

/// <summary>What becomes of a precision of 0, which would make BLEU 0 (Chen and Cherry 2014).</summary>
public enum BleuSmoothing
{
    /// <summary><c>exp</c>: the first is half of one hit, the next a quarter, and so on.</summary>
    Exponential,

    /// <summary><c>floor</c>: a small number of hits, by default 0.1.</summary>
    Floor,

    /// <summary><c>add-k</c>: k more hits and runs of two words and more, by default 1.</summary>
    AddK,

    /// <summary><c>none</c>: it stays 0, and so is BLEU.</summary>
    None,
}
