namespace Pipelines.Training;

/// <summary>What a soft prompt gives the model.</summary>
public enum SoftPromptKind
{
    /// <summary>Embeddings of virtual tokens, which stand before the embeddings of the tokens: prompt tuning and P-tuning.</summary>
    Embeddings,

    /// <summary>Keys and values of every layer, which the tokens attend to beside their own: prefix tuning.</summary>
    KeyValues,
}
