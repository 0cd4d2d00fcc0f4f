namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Matrix products over a batch: <c>alpha · op(left) · op(right)</c> of the last two dimensions, where op transposes if asked. For a
    /// weight shared by all rows use <see cref="Linear"/>.
    /// </summary>
    /// <param name="left">[…, m, k], or [… , k, m] transposed.</param>
    /// <param name="right">[…, k, n], or […, n, k] transposed; the leading dimensions are those of <paramref name="left"/>.</param>
    /// <param name="transposeLeft">Transposes the left matrices.</param>
    /// <param name="transposeRight">Transposes the right matrices.</param>
    /// <param name="alpha">A factor on the result.</param>
    /// <returns>[…, m, n].</returns>
    /// <exception cref="TensorException">A shape, element type or backend does not fit.</exception>
    public static Tensor MatMul(Tensor left, Tensor right, bool transposeLeft = false, bool transposeRight = false, float alpha = 1f)
    {
        const string Name = nameof(MatMul);
        Check.Float(Name, left, nameof(left));
        Check.Float(Name, right, nameof(right));
        Check.Backend(Name, left, right);
        Check.MinimumRank(Name, left, nameof(left), 2);
        Check.MinimumRank(Name, right, nameof(right), 2);
        var m = left.Shape[transposeLeft ? -1 : -2];
        var k = left.Shape[transposeLeft ? -2 : -1];
        var n = right.Shape[transposeRight ? -2 : -1];
        var expected = left.Shape.With(-2, transposeRight ? n : k).With(-1, transposeRight ? k : n);
        if (right.Shape != expected)
        {
            throw new TensorException(
                Name, $"left has shape {left.Shape}{(transposeLeft ? " transposed" : "")} and right {right.Shape}" +
                $"{(transposeRight ? " transposed" : "")}; right must have shape {expected}.");
        }

        var result = left.Backend.Empty(left.Shape.With(-2, m).With(-1, n));
        left.Backend.MatMul(left, transposeLeft, right, transposeRight, result, alpha, accumulate: false);
        if (!GradientTape.IsRecording(left, right))
            return result;
        var operation = MatMulOperation.Rent();
        operation.TransposeLeft = transposeLeft;
        operation.TransposeRight = transposeRight;
        operation.Alpha = alpha;
        return GradientTape.Record(operation, result, left, right);
    }
}

/// <summary>The recorded form of <see cref="Functional.MatMul"/>: inputs left, right.</summary>
internal sealed class MatMulOperation : PooledOperation<MatMulOperation>
{
    public bool TransposeLeft { get; set; }

    public bool TransposeRight { get; set; }

    public float Alpha { get; set; }

    protected override void Backward()
    {
        var gradient = ResultGradient;
        var backend = gradient.Backend;
        if (NeedsGradient(0))
        {
            // C = A·B: dA = dC·Bᵀ; with A transposed the product is transposed.
            var target = GradientTarget(0, out var accumulate);
            if (TransposeLeft)
                backend.MatMul(Input(1), TransposeRight, gradient, true, target, Alpha, accumulate);
            else
                backend.MatMul(gradient, false, Input(1), !TransposeRight, target, Alpha, accumulate);
        }

        if (NeedsGradient(1))
        {
            var target = GradientTarget(1, out var accumulate);
            if (TransposeRight)
                backend.MatMul(gradient, true, Input(0), TransposeLeft, target, Alpha, accumulate);
            else
                backend.MatMul(Input(0), !TransposeLeft, gradient, false, target, Alpha, accumulate);
        }
    }
}
