namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// The loss of each row of <see cref="LinearCrossEntropy(Tensor, Tensor, Tensor, double?, int)"/>, for objectives that weigh rows
    /// differently: minus the log-probability of its label. The backward pass computes the logits again, in chunks, and never keeps them.
    /// </summary>
    /// <param name="input">[…, n].</param>
    /// <param name="weight">[classes, n]; may be the embedding table too.</param>
    /// <param name="labels">Int32, one for each row, already shifted; <paramref name="ignoreIndex"/> where a row counts nothing.</param>
    /// <param name="ignoreIndex">The label of rows that count nothing: their loss is 0.</param>
    /// <returns>The shape of the labels.</returns>
    /// <exception cref="TensorException">Shapes or labels are wrong.</exception>
    public static Tensor LinearCrossEntropyRows(Tensor input, Tensor weight, Tensor labels, int ignoreIndex = IgnoreIndex)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(labels);
        CheckCrossEntropy(nameof(LinearCrossEntropyRows), input, weight, labels);
        Divisor(nameof(LinearCrossEntropyRows), labels, weight.Shape[0], ignoreIndex, normalizer: 1);
        var backend = input.Backend;
        var losses = backend.Empty(labels.Shape);
        backend.LinearCrossEntropy(input, weight, labels, ignoreIndex, losses, 0f, inputGradient: null, weightGradient: null);
        if (!GradientTape.IsRecording(input, weight))
            return losses;
        var operation = LinearCrossEntropyRowsOperation.Rent();
        operation.IgnoreIndex = ignoreIndex;
        return GradientTape.Record(operation, losses, input, weight, labels);
    }
}

/// <summary>The recorded form of <see cref="Functional.LinearCrossEntropyRows"/>: inputs input, weight, labels.</summary>
internal sealed class LinearCrossEntropyRowsOperation : PooledOperation<LinearCrossEntropyRowsOperation>
{
    public int IgnoreIndex { get; set; }

    protected override void Backward()
    {
        var backend = ResultGradient.Backend;
        var input = NeedsGradient(0) ? new Target(this, 0) : default;
        var weight = NeedsGradient(1) ? new Target(this, 1) : default;
        var losses = TensorRecycler.Rent(backend, Result.Shape);
        backend.LinearCrossEntropy(
            Input(0), Input(1), Input(2), IgnoreIndex, losses, 1f, input.Tensor, weight.Tensor, rowFactors: ResultGradient);
        TensorRecycler.Return(losses);
        input.Finish(this, 0);
        weight.Finish(this, 1);
    }

    /// <summary>Where the backend writes a gradient: the input's own memory, or memory to be added to it.</summary>
    private readonly struct Target
    {
        private readonly bool _isOwn;

        public Target(LinearCrossEntropyRowsOperation operation, int index)
        {
            var target = operation.GradientTarget(index, out var accumulate);
            _isOwn = accumulate;
            Tensor = accumulate ? TensorRecycler.Rent(target.Backend, target.Shape) : target;
        }

        public Tensor? Tensor { get; }

        public void Finish(LinearCrossEntropyRowsOperation operation, int index)
        {
            if (!_isOwn)
                return;
            operation.AddGradient(index, Tensor!);
            TensorRecycler.Return(Tensor);
        }
    }
}
