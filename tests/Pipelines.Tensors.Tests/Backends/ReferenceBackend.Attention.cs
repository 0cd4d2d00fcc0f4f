namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void Attention(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result, Tensor logSumExp)
    {
        RefuseDropout(options);
        var scores = new double[shape.KeyLength];
        var v = Floats(value);
        var y = Floats(result);
        for (var sequence = 0; sequence < shape.Batch; sequence++)
        {
            for (var head = 0; head < shape.HeadCount; head++)
            {
                for (var i = 0; i < shape.QueryLength; i++)
                {
                    var maximum = double.NegativeInfinity;
                    for (var j = 0; j < shape.KeyLength; j++)
                    {
                        scores[j] = Score(shape, query, key, options, sequence, head, i, j);
                        maximum = Math.Max(maximum, scores[j]);
                    }

                    double total = 0;
                    for (var j = 0; j < shape.KeyLength; j++)
                        total += scores[j] = double.IsNegativeInfinity(scores[j]) ? 0 : Math.Exp(scores[j] - maximum);
                    var row = ((sequence * shape.QueryLength + i) * shape.HeadCount + head) * shape.HeadSize;
                    for (var k = 0; k < shape.HeadSize; k++)
                    {
                        double sum = 0;
                        for (var j = 0; j < shape.KeyLength; j++)
                            sum += scores[j] * v[ValueAt(shape, sequence, head, j) + k];
                        y[row + k] = total > 0 ? (float)(sum / total) : 0;
                    }

                    Floats(logSumExp)[(sequence * shape.HeadCount + head) * shape.QueryLength + i] = (float)(maximum + Math.Log(total));
                }
            }
        }
    }

    public void AttentionBackward(
        in AttentionShape shape, Tensor resultGradient, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result,
        Tensor logSumExp, Tensor queryGradient, Tensor keyGradient, Tensor valueGradient, Tensor? biasGradient)
    {
        RefuseDropout(options);
        var g = Floats(resultGradient);
        var y = Floats(result);
        var q = Floats(query);
        var k = Floats(key);
        var v = Floats(value);
        var dq = Floats(queryGradient);
        var dk = Floats(keyGradient);
        var dv = Floats(valueGradient);
        var size = shape.HeadSize;
        var queries = new double[shape.QueryLength * size];
        var keys = new double[shape.KeyLength * size];
        var values = new double[shape.KeyLength * size];
        var group = shape.HeadCount / shape.KeyValueHeadCount;
        for (var sequence = 0; sequence < shape.Batch; sequence++)
        {
            for (var head = 0; head < shape.HeadCount; head++)
            {
                Array.Clear(queries);
                if (head % group == 0)
                {
                    Array.Clear(keys);
                    Array.Clear(values);
                }

                for (var i = 0; i < shape.QueryLength; i++)
                {
                    var row = ((sequence * shape.QueryLength + i) * shape.HeadCount + head) * size;
                    double dot = 0;
                    for (var e = 0; e < size; e++)
                        dot += (double)g[row + e] * y[row + e];
                    var normaliser = Floats(logSumExp)[(sequence * shape.HeadCount + head) * shape.QueryLength + i];
                    for (var j = 0; j < shape.KeyLength; j++)
                    {
                        var score = Score(shape, query, key, options, sequence, head, i, j);
                        if (double.IsNegativeInfinity(score))
                            continue;
                        var probability = Math.Exp(score - normaliser);
                        double product = 0;
                        for (var e = 0; e < size; e++)
                            product += (double)g[row + e] * v[ValueAt(shape, sequence, head, j) + e];
                        var slope = probability * (product - dot);
                        if (biasGradient is not null)
                            Floats(biasGradient)[BiasAt(shape, biasGradient, sequence, head, i, j)] += (float)slope;
                        slope *= shape.Scale;
                        for (var e = 0; e < size; e++)
                        {
                            queries[i * size + e] += slope * k[KeyAt(shape, sequence, head, j) + e];
                            keys[j * size + e] += slope * q[QueryAt(shape, sequence, head, i) + e];
                            values[j * size + e] += probability * g[row + e];
                        }
                    }
                }

                for (var i = 0; i < shape.QueryLength * size; i++)
                    dq[QueryAt(shape, sequence, head, i / size) + i % size] = (float)queries[i];
                for (var j = 0; j < shape.KeyLength * size; j++)
                {
                    dk[KeyAt(shape, sequence, head, j / size) + j % size] = (float)keys[j];
                    dv[ValueAt(shape, sequence, head, j / size) + j % size] = (float)values[j];
                }
            }
        }
    }

    /// <summary>The score of a query and a key, −infinity where it does not see it.</summary>
    private static double Score(
        in AttentionShape shape, Tensor query, Tensor key, in AttentionOptions options, int sequence, int head, int i, int j)
    {
        if (!Sees(shape, options.Mask, sequence, i, j))
            return double.NegativeInfinity;
        var q = Floats(query).Slice(QueryAt(shape, sequence, head, i), shape.HeadSize);
        var k = Floats(key).Slice(KeyAt(shape, sequence, head, j), shape.HeadSize);
        double sum = 0;
        for (var e = 0; e < q.Length; e++)
            sum += (double)q[e] * k[e];
        sum *= shape.Scale;
        return options.Bias is { } bias ? sum + Floats(bias)[BiasAt(shape, bias, sequence, head, i, j)] : sum;
    }

    private static bool Sees(in AttentionShape shape, AttentionMask? mask, int sequence, int i, int j)
    {
        if (shape.Causal && j > i + shape.KeyLength - shape.QueryLength)
            return false;
        if (mask is null)
            return true;
        var segment = mask.KeySegments.AsSpan<int>()[sequence * mask.KeySegments.Shape[1] + j];
        return segment != 0
            && (mask.QuerySegments is not { } queries || queries.AsSpan<int>()[sequence * shape.QueryLength + i] == segment);
    }

    private static int BiasAt(in AttentionShape shape, Tensor bias, int sequence, int head, int i, int j) =>
        (((bias.Shape[0] == 1 ? 0 : sequence) * shape.HeadCount + head) * shape.QueryLength + i) * shape.KeyLength + j;

    private static void RefuseDropout(in AttentionOptions options)
    {
        if (options.DropoutProbability > 0)
            throw new NotSupportedException("Which weights survive is a backend's own choice.");
    }

    private static int QueryAt(in AttentionShape shape, int sequence, int head, int i) =>
        (sequence * shape.QueryLength + i) * shape.QueryStride + shape.QueryOffset + head * shape.HeadSize;

    private static int KeyAt(in AttentionShape shape, int sequence, int head, int j) =>
        (sequence * KeyRows(shape) + j) * shape.KeyStride + shape.KeyOffset + KeyValueHead(shape, head) * shape.HeadSize;

    private static int ValueAt(in AttentionShape shape, int sequence, int head, int j) =>
        (sequence * KeyRows(shape) + j) * shape.ValueStride + shape.ValueOffset + KeyValueHead(shape, head) * shape.HeadSize;

    private static int KeyRows(in AttentionShape shape) => shape.KeyRowsPerSequence == 0 ? shape.KeyLength : shape.KeyRowsPerSequence;

    private static int KeyValueHead(in AttentionShape shape, int head) => head / (shape.HeadCount / shape.KeyValueHeadCount);
}
