namespace Pipelines.Retrieval;

/// <summary>What chunks are made of and measured in.</summary>
public enum ChunkUnit
{
    /// <summary>Whole words, as many as have the tokens.</summary>
    Tokens,

    /// <summary>Whole sentences.</summary>
    Sentences,

    /// <summary>Whole paragraphs, which blank lines part.</summary>
    Paragraphs,
}
