namespace Pipelines.Tokenizers;

/// <summary>What becomes of the text that a splitting pattern matches.</summary>
public enum SplitBehavior
{
    /// <summary>It is dropped.</summary>
    Removed,

    /// <summary>It is a piece of its own.</summary>
    Isolated,

    /// <summary>It ends the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>It begins the piece behind it.</summary>
    MergedWithNext,

    /// <summary>It is a piece of its own, together with matches that touch it.</summary>
    Contiguous,
}
