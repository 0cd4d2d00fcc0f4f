namespace Pipelines.Training;

/// <summary>What becomes of an example without a token to learn: an empty completion, or one that truncation cut off.</summary>
public enum EmptyExampleHandling
{
    /// <summary>It is an error that names the row.</summary>
    Refuse,

    /// <summary>It is left out and counted.</summary>
    Drop,
}
