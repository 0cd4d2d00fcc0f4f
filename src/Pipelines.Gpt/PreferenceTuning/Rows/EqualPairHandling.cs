namespace Pipelines.Gpt;

/// <summary>What becomes of pairs whose two answers are the same, from which nothing can be learned.</summary>
public enum EqualPairHandling
{
    /// <summary>An error names the row.</summary>
    Refuse,

    /// <summary>They are left out and counted.</summary>
    Drop,
}
