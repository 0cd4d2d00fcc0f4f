namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, Tensor? maximum, in AdamSettings settings)
    {
        var length = firstMoment.Shape.ElementCount;
        _workers.Run(
            Chunk.Count(length),
            new UpdateWork<T, AdamUpdate<T>>(
                new AdamUpdate<T>(settings, maximum is not null), Floats(parameter) + settings.Offset, Floats(gradient) + settings.Offset,
                Floats(firstMoment), Floats(secondMoment), FloatsOrNull(maximum), length));
    }

    public void Adam8Bit(
        Tensor parameter, Tensor gradient, Tensor firstCodes, Tensor firstScales, Tensor secondCodes, Tensor secondScales, int blockSize,
        in AdamSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blockSize, Adam8BitWork<T>.MaximumBlockSize);
        var length = parameter.Shape.ElementCount;
        var perItem = (long)blockSize * Adam8BitWork<T>.BlocksPerItem(blockSize);
        _workers.Run(
            checked((int)((length + perItem - 1) / perItem)),
            new Adam8BitWork<T>(
                new AdamUpdate<T>(settings, hasMaximum: false), Floats(parameter), Floats(gradient), Bytes(firstCodes), Floats(firstScales),
                Bytes(secondCodes), Floats(secondScales), blockSize, length));
    }

    public void Sgd(Tensor parameter, Tensor gradient, Tensor? velocity, in SgdSettings settings) =>
        Update(new SgdUpdate<T>(settings), parameter, gradient, velocity);

    public void RmsProp(
        Tensor parameter, Tensor gradient, Tensor squareMean, Tensor? mean, Tensor? velocity, in RmsPropSettings settings) =>
        Update(new RmsPropUpdate<T>(settings, mean is not null), parameter, gradient, squareMean, mean, velocity);

    public void Adagrad(Tensor parameter, Tensor gradient, Tensor squareSum, in AdagradSettings settings) =>
        Update(new AdagradUpdate<T>(settings), parameter, gradient, squareSum);

    public void Lion(Tensor parameter, Tensor gradient, Tensor moment, in LionSettings settings) =>
        Update(new LionUpdate<T>(settings), parameter, gradient, moment);

    private void Update<TUpdate>(
        TUpdate update, Tensor parameter, Tensor gradient, Tensor? first, Tensor? second = null, Tensor? third = null)
        where TUpdate : unmanaged, IUpdate<T>
    {
        var length = parameter.Shape.ElementCount;
        _workers.Run(
            Chunk.Count(length),
            new UpdateWork<T, TUpdate>(
                update, Floats(parameter), Floats(gradient), FloatsOrNull(first), FloatsOrNull(second), FloatsOrNull(third), length));
    }
}
