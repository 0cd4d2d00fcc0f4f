namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Attention(in AttentionShape shape, Tensor query, Tensor key, Tensor value, Tensor result, Tensor logSumExp)
    {
        if (shape.Batch == 0 || shape.QueryLength == 0)
            return;
        var call = CallOf(shape, query, key, value, result, logSumExp);
        if (shape.QueryLength <= DecodeKernel<T>.MostQueries)
        {
            var length = DecodeKernel<T>.ScratchLength(shape);
            using var scratch = Rent((long)_workers.SlotCount * length);
            _workers.Run(shape.Batch * shape.KeyValueHeadCount, new DecodeWork<T>(call, scratch.Floats, length));
        }
        else
        {
            var length = AttentionKernel<T>.ScratchLength(shape);
            using var scratch = Rent((long)_workers.SlotCount * length);
            _workers.Run(AttentionWork<T>.ItemCount(shape), new AttentionWork<T>(call, scratch.Floats, length));
        }
    }

    public void AttentionBackward(
        in AttentionShape shape, Tensor resultGradient, Tensor query, Tensor key, Tensor value, Tensor result, Tensor logSumExp,
        Tensor queryGradient, Tensor keyGradient, Tensor valueGradient)
    {
        var gradients = new AttentionGradients
        {
            Result = Floats(resultGradient),
            Query = Floats(queryGradient),
            Key = Floats(keyGradient),
            Value = Floats(valueGradient),
        };
        var length = AttentionBackwardKernel<T>.ScratchLength(shape);
        using var scratch = Rent((long)_workers.SlotCount * length);
        _workers.Run(
            shape.Batch * shape.KeyValueHeadCount,
            new AttentionBackwardWork<T>(CallOf(shape, query, key, value, result, logSumExp), gradients, scratch.Floats, length));
    }

    private static AttentionCall CallOf(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, Tensor result, Tensor logSumExp)
    {
        return new AttentionCall
        {
            Shape = shape,
            Query = Floats(query),
            Key = Floats(key),
            Value = Floats(value),
            Result = Floats(result),
            LogSumExp = Floats(logSumExp),
        };
    }
}
