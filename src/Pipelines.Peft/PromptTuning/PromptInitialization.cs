namespace Pipelines.Peft;

/// <summary>What the virtual tokens of prompt tuning start as.</summary>
public enum PromptInitialization
{
    /// <summary>Standard normal numbers (<c>RANDOM</c>).</summary>
    Random,

    /// <summary>Embeddings of tokens drawn from the vocabulary (<c>SAMPLE_VOCAB</c>).</summary>
    SampledVocabulary,

    /// <summary>The embeddings of a text's tokens, repeated or cut to the number of virtual tokens (<c>TEXT</c>).</summary>
    Text,
}
