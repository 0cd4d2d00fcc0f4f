namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>Softmax over the innermost dimension.</summary>
    /// <param name="source">[…, n].</param>
    /// <returns>[…, n]: each row sums to 1.</returns>
    /// <exception cref="TensorException">The source is not in Float32, or has no dimensions.</exception>
    public static Tensor Softmax(Tensor source)
    {
        Check.Float(nameof(Softmax), source, nameof(source));
        Check.MinimumRank(nameof(Softmax), source, nameof(source), 1);
        var result = source.Backend.Empty(source.Shape);
        source.Backend.Softmax(source, result);
        return GradientTape.IsRecording(source) ? GradientTape.Record(SoftmaxOperation.Rent(), result, source) : result;
    }
}

/// <summary>The recorded form of <see cref="Functional.Softmax"/>: input source.</summary>
internal sealed class SoftmaxOperation : PooledOperation<SoftmaxOperation>
{
    protected internal override bool UsesResult => true;

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        var target = GradientTarget(0, out var accumulate);
        target.Backend.SoftmaxBackward(ResultGradient, Result, target, accumulate);
    }
}
