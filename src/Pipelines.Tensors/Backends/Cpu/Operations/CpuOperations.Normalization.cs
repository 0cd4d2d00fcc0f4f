namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void LayerNorm(Tensor input, Tensor? gain, Tensor? bias, float epsilon, Tensor result, Tensor mean, Tensor inverseDeviation)
    {
        var (rows, width) = (input.Shape.RowCount, input.Shape[-1]);
        var rowsPerItem = Chunk.Rows(2 * width);
        _workers.Run(
            DivideUp(rows, rowsPerItem),
            new LayerNormWork<T>(
                Floats(input), FloatsOrNull(gain), FloatsOrNull(bias), epsilon, Floats(result), Floats(mean), Floats(inverseDeviation),
                rows, width, rowsPerItem));
    }

    public void LayerNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor mean, Tensor inverseDeviation,
        Tensor? inputGradient, bool accumulateInput, Tensor? gainGradient, Tensor? biasGradient) =>
        NormBackward(
            resultGradient, input, gain, Floats(mean), inverseDeviation, inputGradient, accumulateInput,
            FloatsOrNull(gainGradient), FloatsOrNull(biasGradient));

    public void RmsNorm(Tensor input, Tensor? gain, float epsilon, Tensor result, Tensor inverseRms)
    {
        var (rows, width) = (input.Shape.RowCount, input.Shape[-1]);
        var rowsPerItem = Chunk.Rows(2 * width);
        _workers.Run(
            DivideUp(rows, rowsPerItem),
            new RmsNormWork<T>(Floats(input), FloatsOrNull(gain), epsilon, Floats(result), Floats(inverseRms), rows, width, rowsPerItem));
    }

    public void RmsNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor inverseRms, Tensor? inputGradient, bool accumulateInput,
        Tensor? gainGradient) =>
        NormBackward(resultGradient, input, gain, null, inverseRms, inputGradient, accumulateInput, FloatsOrNull(gainGradient), null);

    public void Softmax(Tensor source, Tensor result)
    {
        var (rows, width) = (source.Shape.RowCount, source.Shape[-1]);
        var rowsPerItem = Chunk.Rows(2 * width);
        _workers.Run(DivideUp(rows, rowsPerItem), new SoftmaxWork<T>(Floats(source), Floats(result), rows, width, rowsPerItem));
    }

    public void SoftmaxBackward(Tensor resultGradient, Tensor result, Tensor sourceGradient, bool accumulate)
    {
        var (rows, width) = (result.Shape.RowCount, result.Shape[-1]);
        var rowsPerItem = Chunk.Rows(2 * width);
        _workers.Run(
            DivideUp(rows, rowsPerItem),
            new SoftmaxBackwardWork<T>(
                Floats(resultGradient), Floats(result), Floats(sourceGradient), accumulate, rows, width, rowsPerItem));
    }

    private void NormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, float* means, Tensor inverseDeviation,
        Tensor? inputGradient, bool accumulate, float* gainGradient, float* biasGradient)
    {
        // Enough chunks to balance, few enough that adding their sums costs nothing.
        const int mostChunks = 64;
        var (rows, width) = (input.Shape.RowCount, input.Shape[-1]);
        var rowsPerItem = Math.Max(Chunk.Rows(2 * width), DivideUp(rows, mostChunks));
        var chunks = DivideUp(rows, rowsPerItem);
        var length = (long)chunks * width;
        using var scratch = Rent(2 * length);
        var gainSums = gainGradient == null ? null : scratch.Floats;
        var biasSums = biasGradient == null ? null : scratch.Floats + length;
        _workers.Run(
            chunks,
            new NormBackwardWork<T>(
                Floats(resultGradient), Floats(input), FloatsOrNull(gain), means, Floats(inverseDeviation),
                FloatsOrNull(inputGradient), accumulate,
                gainSums, biasSums, rows, width, rowsPerItem));
        if (gainGradient != null)
            AddRows(gainSums, chunks, width, gainGradient);
        if (biasGradient != null)
            AddRows(biasSums, chunks, width, biasGradient);
    }
}
