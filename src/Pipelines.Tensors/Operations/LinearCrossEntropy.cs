namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>The label of rows that count nothing, as PyTorch has it.</summary>
    public const int IgnoreIndex = -100;

    /// <inheritdoc cref="LinearCrossEntropy(Tensor, Tensor, Tensor, out Tensor, double?, int)"/>
    public static Tensor LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, double? normalizer = null, int ignoreIndex = IgnoreIndex) =>
        LinearCrossEntropy(input, weight, labels, losses: null, normalizer, ignoreIndex);

    /// <summary>
    /// The language-model head and its loss in one: the softmax cross-entropy of <c>input · weightᵀ</c> against the labels, computed in
    /// chunks of rows so that the logits never exist together. Where a tape records, the gradients are computed in the same pass.
    /// </summary>
    /// <param name="input">[…, n].</param>
    /// <param name="weight">[classes, n], in Float32 or BFloat16; may be the embedding table too.</param>
    /// <param name="labels">Int32, one for each row, already shifted; <paramref name="ignoreIndex"/> where a row counts nothing.</param>
    /// <param name="losses">Receives each row's loss, 0 where ignored, in the shape of the labels. No gradient flows through it.</param>
    /// <param name="normalizer">
    /// What the summed losses are divided by; null for the number of labels that count. Gradient accumulation over micro-batches needs the
    /// number of labels in all of them.
    /// </param>
    /// <param name="ignoreIndex">The label of rows that count nothing.</param>
    /// <returns>A scalar: Σ losses / normalizer.</returns>
    /// <exception cref="TensorException">
    /// Shapes or labels are wrong, the normalizer is not positive and finite, or it is null and every label is ignored.
    /// </exception>
    public static Tensor LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, out Tensor losses, double? normalizer = null, int ignoreIndex = IgnoreIndex)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(input);
        losses = input.Backend.Empty(labels.Shape);
        return LinearCrossEntropy(input, weight, labels, losses, normalizer, ignoreIndex);
    }

    private static Tensor LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, Tensor? losses, double? normalizer, int ignoreIndex)
    {
        const string Name = nameof(LinearCrossEntropy);
        CheckCrossEntropy(Name, input, weight, labels);
        var divisor = Divisor(Name, labels, weight.Shape[0], ignoreIndex, normalizer);
        var backend = input.Backend;
        var rowLosses = losses ?? TensorRecycler.Rent(backend, labels.Shape);
        if (!GradientTape.IsRecording(input, weight))
        {
            backend.LinearCrossEntropy(input, weight, labels, ignoreIndex, rowLosses, 0f, inputGradient: null, weightGradient: null);
            return MeanLoss(rowLosses, losses is null, divisor);
        }

        var operation = LinearCrossEntropyOperation.Rent();
        var (inputGradient, weightGradient) = operation.Prepare(input, weight);
        backend.LinearCrossEntropy(input, weight, labels, ignoreIndex, rowLosses, (float)(1.0 / divisor), inputGradient, weightGradient);
        return GradientTape.Record(operation, MeanLoss(rowLosses, losses is null, divisor), input, weight);
    }

    private static void CheckCrossEntropy(string name, Tensor input, Tensor weight, Tensor labels)
    {
        Check.Float(name, input, nameof(input));
        Check.Weight(name, weight, nameof(weight));
        Check.Type(name, labels, nameof(labels), ElementType.Int32);
        Check.Backend(name, input, weight, labels);
        Check.MinimumRank(name, input, nameof(input), 1);
        if (weight.Shape.Rank != 2 || weight.Shape[1] != input.Shape[-1])
        {
            throw new TensorException(
                name, $"weight has shape {weight.Shape}; [classes, {input.Shape[-1]}] was expected for input of shape {input.Shape}.");
        }

        if (labels.ElementCount != input.Shape.RowCount)
        {
            throw new TensorException(
                name, $"labels has shape {labels.Shape} and input {input.Shape}; " +
                $"one label for each of {input.Shape.RowCount} rows was expected.");
        }
    }

    private static Tensor MeanLoss(Tensor losses, bool isOwn, double divisor)
    {
        var loss = losses.Backend.Scalar((float)(losses.Backend.Sum(losses) / divisor));
        if (isOwn)
            TensorRecycler.Return(losses);
        return loss;
    }

    private static double Divisor(string name, Tensor labels, int classes, int ignoreIndex, double? normalizer)
    {
        var values = labels.AsSpan<int>();
        var count = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == ignoreIndex)
                continue;
            count++;
            if ((uint)values[i] >= (uint)classes)
            {
                throw new TensorException(
                    name, $"labels[{i}] is {values[i]}; it must be at least 0 and less than {classes}, the number of classes, " +
                    $"or {ignoreIndex} to be ignored.");
            }
        }

        if (normalizer is null && count == 0)
        {
            throw new TensorException(
                name, $"all {values.Length} labels are {ignoreIndex}, so there is no loss to average; give a normalizer if that is meant.");
        }

        if (normalizer is { } given && !(given > 0 && double.IsFinite(given)))
            throw new TensorException(name, $"normalizer is {given}; it must be positive and finite.");
        return normalizer ?? count;
    }
}

/// <summary>
/// The recorded form of the fused head: inputs input, weight. The gradients of the unscaled loss were computed in the forward pass and
/// wait in buffers of their own until the loss's gradient is known.
/// </summary>
internal sealed class LinearCrossEntropyOperation : PooledOperation<LinearCrossEntropyOperation>
{
    private int _inputSlot;
    private int _weightSlot;

    /// <summary>Makes the buffers for the gradients that are needed.</summary>
    public (Tensor? Input, Tensor? Weight) Prepare(Tensor input, Tensor weight)
    {
        Tensor? inputGradient = null;
        Tensor? weightGradient = null;
        var slot = 0;
        if (input.RequiresGradient)
        {
            inputGradient = TensorRecycler.Rent(input.Backend, input.Shape);
            _inputSlot = slot++;
            Save(inputGradient);
        }

        if (weight.RequiresGradient)
        {
            // The memory the weight keeps for its gradient serves, unless something is in it; Backward then gives it back without a copy.
            weightGradient = (weight.HasGradient ? null : weight.TakeGradient()) ?? TensorRecycler.Rent(weight.Backend, weight.Shape);
            _weightSlot = slot;
            Save(weightGradient);
        }

        return (inputGradient, weightGradient);
    }

    protected override void Backward()
    {
        var factor = ResultGradient.ToScalar();
        if (NeedsGradient(1))
            PassSaved(_weightSlot, 1, factor);
        if (NeedsGradient(0))
            PassSaved(_inputSlot, 0, factor);
    }
}
