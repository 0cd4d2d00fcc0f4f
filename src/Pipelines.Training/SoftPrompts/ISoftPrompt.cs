using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>Virtual tokens before the tokens of a sequence: numbers that are learned and stand for no text.</summary>
public interface ISoftPrompt
{
    /// <summary>What <see cref="Forward"/> gives.</summary>
    SoftPromptKind Kind { get; }

    /// <summary>How many virtual tokens there are; as many positions of the model's context they take. 0 is no prompt at all.</summary>
    int TokenCount { get; }

    /// <summary>
    /// The numbers, recorded on the gradient tape where one is open. Embeddings are [tokens, embedding size]. Keys and values are
    /// [tokens, 2 · layers · key heads · head size]: the first layer's key, its value, the next layer's key, and so on; keys are not
    /// rotated.
    /// </summary>
    Tensor Forward();
}
