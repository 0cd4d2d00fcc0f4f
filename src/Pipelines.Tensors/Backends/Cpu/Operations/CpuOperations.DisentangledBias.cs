namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void DisentangledBias(
        Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount, float scale, Tensor result)
    {
        if (query.ElementCount == 0)
            return;
        var shape = ShapeOf(query, positionKey ?? positionQuery!, indices, headCount, scale);
        var length = DisentangledBiasKernel<T>.ScratchLength(shape);
        using var scratch = Rent((long)_workers.SlotCount * length);
        _workers.Run(
            shape.Batch * headCount,
            new DisentangledBiasWork<T>(
                shape, Floats(query), Floats(key), FloatsOrNull(positionKey), FloatsOrNull(positionQuery), Floats(result), scratch.Floats,
                length));
    }

    public void DisentangledBiasBackward(
        Tensor resultGradient, Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount,
        float scale, Tensor? queryGradient, Tensor? keyGradient, Tensor? positionKeyGradient, Tensor? positionQueryGradient)
    {
        if (query.ElementCount == 0)
            return;
        var shape = ShapeOf(query, positionKey ?? positionQuery!, indices, headCount, scale);
        var toPosition = TermOf(query, positionKey, queryGradient, positionKeyGradient, isTransposed: false);
        var toContent = TermOf(key, positionQuery, keyGradient, positionQueryGradient, isTransposed: true);
        var length = DisentangledBiasKernel<T>.ScratchLength(shape);
        using var scratch = Rent((long)_workers.SlotCount * length);

        // All sequences add to the gradients of the positions: a head at a time.
        _workers.Run(
            headCount,
            new DisentangledBiasBackwardWork<T>(shape, toPosition, toContent, Floats(resultGradient), scratch.Floats, length));
    }

    private static DisentangledShape ShapeOf(Tensor query, Tensor positions, Tensor indices, int headCount, float scale)
    {
        ThrowIfOutside(indices, positions.Shape[0], 0, nameof(indices));
        var values = new ReadOnlySpan<int>(Integers(indices), checked((int)indices.ElementCount));
        var (lowest, highest) = (values[0], values[0]);
        foreach (var value in values)
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        return new DisentangledShape
        {
            Batch = query.Shape[0],
            Length = query.Shape[1],
            HeadCount = headCount,
            HeadSize = query.Shape[2] / headCount,
            First = lowest,
            Count = highest - lowest + 1,
            Indices = Integers(indices),
            Scale = scale,
        };
    }

    private static DisentangledTerm TermOf(
        Tensor rows, Tensor? positions, Tensor? rowGradient, Tensor? positionGradient, bool isTransposed) => new()
        {
            Rows = Floats(rows),
            Positions = FloatsOrNull(positions),
            RowGradient = FloatsOrNull(rowGradient),
            PositionGradient = FloatsOrNull(positionGradient),
            IsTransposed = isTransposed,
        };
}
