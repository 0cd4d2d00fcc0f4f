using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>No virtual tokens: for a sequence that goes without the prompt that acts on the model.</summary>
public sealed class NoSoftPrompt : ISoftPrompt
{
    private NoSoftPrompt()
    {
    }

    /// <summary>The only one.</summary>
    public static NoSoftPrompt Instance { get; } = new();

    /// <inheritdoc/>
    public SoftPromptKind Kind => SoftPromptKind.Embeddings;

    /// <inheritdoc/>
    public int TokenCount => 0;

    /// <inheritdoc/>
    public Tensor Forward() => throw new InvalidOperationException("There are no virtual tokens.");
}
