namespace Pipelines.Tokenizers;

/// <summary>What is put around a text when it is encoded, such as a begin of text.</summary>
public enum SurroundingTokens
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>What the tokenizer's post-processor says, even if the text has it already.</summary>
    Add,

    /// <summary>
    /// What the post-processor says, but not before a text that begins with it and not behind one that ends with it: for rendered chat
    /// prompts, which spell their begin of text themselves.
    /// </summary>
    AddMissing,
}
