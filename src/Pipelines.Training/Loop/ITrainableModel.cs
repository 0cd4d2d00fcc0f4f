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
    /// <param name="batch">Token ids and labels, already shifted.</param>
    /// <param name="normalizer">What the sum is divided by, greater than 0: the labels that count in all micro-batches of a step.</param>
    /// <returns>A scalar, recorded on the tape.</returns>
    Tensor Loss(TokenBatch batch, float normalizer);

    /// <summary>
    /// Shows all micro-batches of a step before the loss of the first is asked for, to a model with more to know of the whole step than the
    /// normalizer.
    /// </summary>
    /// <param name="batches">The micro-batches, in the order in which their losses will be asked for.</param>
    /// <param name="collective">Adds up over the processes that train together.</param>
    void BeginStep(ReadOnlySpan<TokenBatch> batches, ICollective collective)
    {
    }

    /// <summary>
    /// Each position's negative log-likelihood in nats [rows · length], 0 where the label is ignored. Nothing is recorded.
    /// </summary>
    Tensor TokenLosses(TokenBatch batch);

    /// <summary>How many terms the loss of a batch is the sum of: its labels that count, or whatever else the model learns from.</summary>
    int CountTerms(TokenBatch batch) => batch.LabelCount;

    /// <summary>The sum of the terms of the loss of a batch, for evaluation. Nothing is recorded.</summary>
    double MeasureLoss(TokenBatch batch) => Backend.Sum(TokenLosses(batch));

    /// <summary>What the model measured beside its loss since it was last asked, by name; null for nothing.</summary>
    IReadOnlyDictionary<string, double>? TakeMetrics() => null;

    /// <summary>
    /// Whether the loss does not change with a trainable parameter though nothing is wrong, as with a bias that moves all scores alike; its
    /// gradient is nothing but rounding.
    /// </summary>
    /// <param name="parameter">The parameter's name in <see cref="Module"/>.</param>
    bool IsIndifferentTo(string parameter) => false;
}
