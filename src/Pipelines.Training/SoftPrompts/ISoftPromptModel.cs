using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// A model that takes soft prompts: in training and scoring one for all rows, while it generates one a sequence. Labels and results are
/// those of the tokens alone; the positions of tokens begin behind the virtual ones. Where several examples are packed into a row, each has
/// the prompt before it.
/// </summary>
public interface ISoftPromptModel : ITrainableModel
{
    /// <summary>What a prompt must fit.</summary>
    SoftPromptDimensions SoftPromptDimensions { get; }

    /// <summary>
    /// The prompt that acts, null for none. <see cref="ITrainableModel.BlockSize"/> is less by its virtual tokens, and sequences of a
    /// decoding session begin with it where they are given no other.
    /// </summary>
    /// <exception cref="PipelineException">It leaves no room for a token.</exception>
    ISoftPrompt? SoftPrompt { get; set; }

    /// <summary>
    /// What makes the prompts, as the model's child <c>prompt_encoder</c>, so that it is trained and kept in checkpoints; null for none. It
    /// is not disposed when it is replaced.
    /// </summary>
    Module? PromptEncoder { get; set; }

    /// <summary>The embeddings of tokens [ids, <see cref="SoftPromptDimensions.EmbeddingSize"/>], without positions.</summary>
    Tensor EmbedTokens(ReadOnlySpan<int> ids);
}
