namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Attention(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result, Tensor logSumExp)
    {
        if (shape.Batch == 0 || shape.QueryLength == 0)
            return;
        var call = CallOf(shape, query, key, value, options, result, logSumExp);
        if (shape.QueryLength <= DecodeKernel<T>.MostQueries && options.DropoutProbability == 0)
        {
            var length = DecodeKernel<T>.ScratchLength(shape);
            using var scratch = Rent((long)_workers.SlotCount * length);
            _workers.Run(shape.Batch * shape.KeyValueHeadCount, new DecodeWork<T>(call, scratch.Floats, length));
        }
        else
        {
            var length = AttentionKernel<T>.ScratchLength(call);
            using var scratch = Rent((long)_workers.SlotCount * length);
            _workers.Run(AttentionWork<T>.ItemCount(shape), new AttentionWork<T>(call, scratch.Floats, length));
        }
    }

    public void AttentionBackward(
        in AttentionShape shape, Tensor resultGradient, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result,
        Tensor logSumExp, Tensor queryGradient, Tensor keyGradient, Tensor valueGradient, Tensor? biasGradient)
    {
        var gradients = new AttentionGradients
        {
            Result = Floats(resultGradient),
            Query = Floats(queryGradient),
            Key = Floats(keyGradient),
            Value = Floats(valueGradient),
            Bias = FloatsOrNull(biasGradient),
        };
        var call = CallOf(shape, query, key, value, options, result, logSumExp);
        var length = AttentionBackwardKernel<T>.ScratchLength(call);
        using var scratch = Rent((long)_workers.SlotCount * length);

        // Sequences that share a bias add to one gradient: one after another.
        var sequencesPerItem = biasGradient is not null && call.BiasSequenceStride == 0 ? shape.Batch : 1;
        _workers.Run(
            shape.Batch / sequencesPerItem * shape.KeyValueHeadCount,
            new AttentionBackwardWork<T>(call, gradients, sequencesPerItem, scratch.Floats, length));
    }

    private static AttentionCall CallOf(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result, Tensor logSumExp)
    {
        var (mask, bias) = (options.Mask, options.Bias);
        return new AttentionCall
        {
            Shape = shape,
            Query = Floats(query),
            Key = Floats(key),
            Value = Floats(value),
            Result = Floats(result),
            LogSumExp = Floats(logSumExp),
            KeySegments = mask is null ? null : Integers(mask.KeySegments),
            KeySegmentStride = mask?.KeySegments.Shape[-1] ?? 0,
            QuerySegments = mask?.QuerySegments is { } segments ? Integers(segments) : null,
            Bias = FloatsOrNull(bias),
            BiasSequenceStride = bias is null || bias.Shape[0] == 1 ? 0 : (long)shape.HeadCount * shape.QueryLength * shape.KeyLength,
            DropoutProbability = options.DropoutProbability,
            DropoutSeed = options.DropoutSeed,
        };
    }
}
