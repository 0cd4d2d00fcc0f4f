namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary><c>left · right</c>, element by element; where <paramref name="right"/> has fewer leading dimensions it repeats.</summary>
    /// <param name="left">[…].</param>
    /// <param name="right">The shape of <paramref name="left"/>, or its last dimensions.</param>
    /// <returns>The shape of <paramref name="left"/>.</returns>
    /// <exception cref="TensorException">The shapes do not fit, or a tensor is not in Float32 or on another backend.</exception>
    public static Tensor Multiply(Tensor left, Tensor right)
    {
        CheckPair(nameof(Multiply), left, right);
        var result = left.Backend.Empty(left.Shape);
        left.Backend.Multiply(left, right, result);
        return GradientTape.IsRecording(left, right) ? GradientTape.Record(MultiplyOperation.Rent(), result, left, right) : result;
    }
}

/// <summary>The recorded form of <see cref="Functional.Multiply"/>: inputs left, right.</summary>
internal sealed class MultiplyOperation : PooledOperation<MultiplyOperation>
{
    protected override void Backward()
    {
        var backend = ResultGradient.Backend;
        if (NeedsGradient(1))
        {
            var product = TensorRecycler.Rent(backend, Result.Shape);
            backend.Multiply(ResultGradient, Input(0), product);
            BroadcastGradient.Add(product, Input(1));
            TensorRecycler.Return(product);
        }

        if (NeedsGradient(0))
        {
            backend.Multiply(ResultGradient, Input(1), ResultGradient);
            PassGradient(0);
        }
    }
}
