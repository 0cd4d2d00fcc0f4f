namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary><c>left + right</c>; where <paramref name="right"/> has fewer leading dimensions it repeats.</summary>
    /// <param name="left">[…].</param>
    /// <param name="right">The shape of <paramref name="left"/>, or its last dimensions.</param>
    /// <returns>The shape of <paramref name="left"/>.</returns>
    /// <exception cref="TensorException">The shapes do not fit, or a tensor is not in Float32 or on another backend.</exception>
    public static Tensor Add(Tensor left, Tensor right)
    {
        CheckPair(nameof(Add), left, right);
        var result = left.Backend.Empty(left.Shape);
        left.Backend.Add(left, right, result);
        return GradientTape.IsRecording(left, right) ? GradientTape.Record(AddOperation.Rent(), result, left, right) : result;
    }

    private static void CheckPair(string operation, Tensor left, Tensor right)
    {
        Check.Float(operation, left, nameof(left));
        Check.Float(operation, right, nameof(right));
        Check.Backend(operation, left, right);
        if (!left.Shape.EndsWith(right.Shape))
        {
            throw new TensorException(
                operation, $"left has shape {left.Shape} and right {right.Shape}; " +
                "right must have the shape of left or of its last dimensions.");
        }
    }
}

/// <summary>The recorded form of <see cref="Functional.Add"/>: inputs left, right.</summary>
internal sealed class AddOperation : PooledOperation<AddOperation>
{
    protected override void Backward()
    {
        if (NeedsGradient(1))
            BroadcastGradient.Add(ResultGradient, Input(1));
        if (NeedsGradient(0))
            PassGradient(0);
    }
}
