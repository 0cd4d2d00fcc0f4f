using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>What the training loop needs of a model. It trains whatever parameters of the module require a gradient.</summary>
public interface ITrainableModel
{
    /// <summary>The network.</summary>
    Module Module { get; }

    /// <summary>What it computes on.</summary>
    ITensorBackend Backend { get; }

    /// <summary>Where dropout draws from while training; its state is part of a checkpoint.</summary>
    RandomGenerator Random { get; }

    /// <summary>The longest row of tokens it takes.</summary>
    int BlockSize { get; }

    /// <summary>How many token ids it knows.</summary>
    int VocabularySize { get; }

    /// <summary>
    /// The loss of a batch under the current gradient tape: the sum over the labels that count, divided by <paramref name="normalizer"/>.
    /// </summary>
    Tensor Loss(TokenBatch batch, float normalizer);

    /// <summary>Each position's negative log-likelihood in nats [rows · length], 0 where the label is ignored. Nothing is recorded.</summary>
    Tensor TokenLosses(TokenBatch batch);
}
