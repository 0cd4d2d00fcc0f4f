using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>What makes a soft prompt out of trained parameters, which have PEFT's names.</summary>
internal abstract class SoftPromptEncoder(SoftPromptKind kind, int tokenCount) : Module, ISoftPrompt
{
    public SoftPromptKind Kind { get; } = kind;

    public int TokenCount { get; } = tokenCount;

    public abstract Tensor Forward();

    /// <summary>Gives the parameters the values they start with.</summary>
    public abstract void Initialize(RandomGenerator random);

    /// <summary>PyTorch's start of a linear layer.</summary>
    protected static void Fill(Linear layer, RandomGenerator random)
    {
        Nn.Initialize.KaimingUniform(layer.Weight.Value, random);
        var bound = 1f / MathF.Sqrt(layer.InputSize);
        Nn.Initialize.Uniform(layer.Bias!.Value, -bound, bound, random);
    }
}
