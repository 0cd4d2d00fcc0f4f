namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Fill(Tensor target, float value) =>
        _workers.Run(Chunk.Count(target.Shape.ElementCount), new FillWork(Floats(target), value, target.Shape.ElementCount));

    public void Copy(Tensor source, Tensor target)
    {
        var bytes = target.Shape.ElementCount == 0 ? 0 : Math.Min(source.Storage.ByteCount, target.Storage.ByteCount);
        _workers.Run(CopyWork.ItemCount(bytes), new CopyWork(Bytes(source), Bytes(target), bytes));
    }

    public void Add(Tensor left, Tensor right, Tensor result) => Combine<AddFunction<T>>(left, right, result);

    public void Multiply(Tensor left, Tensor right, Tensor result) => Combine<MultiplyFunction<T>>(left, right, result);

    public void AddScaled(Tensor source, float factor, Tensor target)
    {
        var length = target.Shape.ElementCount;
        _workers.Run(
            Chunk.Count(length),
            new BinaryWork<T, AddScaledFunction<T>>(
                new AddScaledFunction<T>(factor), Floats(source), Floats(target), Floats(target), length));
    }

    public void Scale(Tensor source, float factor, Tensor result)
    {
        var length = result.Shape.ElementCount;
        _workers.Run(
            Chunk.Count(length), new UnaryWork<T, ScaleFunction<T>>(new ScaleFunction<T>(factor), Floats(source), Floats(result), length));
    }

    public void Dropout(Tensor source, float probability, ulong seed, Tensor result)
    {
        var length = result.Shape.ElementCount;
        _workers.Run(Chunk.Count(length), new DropoutWork<T>(Floats(source), Floats(result), probability, seed, length));
    }

    private void Combine<TFunction>(Tensor left, Tensor right, Tensor result) where TFunction : unmanaged, IBinary<T>
    {
        var (length, period) = (result.Shape.ElementCount, right.Shape.ElementCount);
        if (length == period)
        {
            _workers.Run(Chunk.Count(length), new BinaryWork<T, TFunction>(default, Floats(left), Floats(right), Floats(result), length));
        }
        else if (length > 0)
        {
            var rows = Chunk.Rows((int)Math.Min(int.MaxValue, period));
            var items = checked((int)((length + rows * period - 1) / (rows * period)));
            _workers.Run(
                items,
                new RepeatWork<T, TFunction>(
                    default, Floats(left), Floats(right), Floats(result), length, checked((int)period), rows));
        }
    }
}
