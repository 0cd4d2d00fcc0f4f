namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void DisentangledBias(
        Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount, float scale, Tensor result)
    {
        var (batch, length, width) = (query.Shape[0], query.Shape[1], query.Shape[2]);
        var size = width / headCount;
        var q = Floats(query);
        var k = Floats(key);
        for (var at = 0; at < Floats(result).Length; at++)
        {
            var (j, i) = (at % length, at / length % length);
            var (head, sequence) = (at / (length * length) % headCount, at / (length * length * headCount));
            var position = indices.AsSpan<int>()[i - j + length - 1];
            double sum = 0;
            for (var e = head * size; e < (head + 1) * size; e++)
            {
                if (positionKey is not null)
                    sum += (double)q[(sequence * length + i) * width + e] * Floats(positionKey)[position * width + e];
                if (positionQuery is not null)
                    sum += (double)k[(sequence * length + j) * width + e] * Floats(positionQuery)[position * width + e];
            }

            Floats(result)[at] = (float)(scale * sum);
        }
    }

    public void DisentangledBiasBackward(
        Tensor resultGradient, Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount,
        float scale, Tensor? queryGradient, Tensor? keyGradient, Tensor? positionKeyGradient, Tensor? positionQueryGradient)
    {
        AddTerm(resultGradient, query, positionKey, indices, headCount, scale, queryGradient, positionKeyGradient, transposed: false);
        AddTerm(resultGradient, key, positionQuery, indices, headCount, scale, keyGradient, positionQueryGradient, transposed: true);
    }

    private static void AddTerm(
        Tensor resultGradient, Tensor rows, Tensor? positions, Tensor indices, int headCount, float scale, Tensor? rowGradient,
        Tensor? positionGradient, bool transposed)
    {
        if (positions is null)
            return;
        var (length, width) = (rows.Shape[1], rows.Shape[2]);
        var size = width / headCount;
        var (rowSums, positionSums) = (new double[rows.ElementCount], new double[positions.ElementCount]);
        for (var at = 0; at < Floats(resultGradient).Length; at++)
        {
            var (j, i) = (at % length, at / length % length);
            var (head, sequence) = (at / (length * length) % headCount, at / (length * length * headCount));
            var position = indices.AsSpan<int>()[i - j + length - 1] * width;
            var row = (sequence * length + (transposed ? j : i)) * width;
            var slope = (double)Floats(resultGradient)[at] * scale;
            for (var e = head * size; e < (head + 1) * size; e++)
            {
                rowSums[row + e] += slope * Floats(positions)[position + e];
                positionSums[position + e] += slope * Floats(rows)[row + e];
            }
        }

        for (var i = 0; rowGradient is not null && i < rowSums.Length; i++)
            Floats(rowGradient)[i] += (float)rowSums[i];
        for (var i = 0; positionGradient is not null && i < positionSums.Length; i++)
            Floats(positionGradient)[i] += (float)positionSums[i];
    }
}
