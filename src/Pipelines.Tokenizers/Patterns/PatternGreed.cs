namespace Pipelines.Tokenizers;

/// <summary>How many repetitions are tried first.</summary>
internal enum PatternGreed
{
    /// <summary>As many as possible.</summary>
    Greedy,

    /// <summary>As few as possible.</summary>
    Lazy,

    /// <summary>As many as possible, and none is given back.</summary>
    Possessive,
}
