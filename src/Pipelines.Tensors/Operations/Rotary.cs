namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Rotary position embedding (Su et al. 2021) of heads that stand side by side in each row, rotating element i with i + half as
    /// Hugging Face does. The other elements of a row stay as they are.
    /// </summary>
    /// <param name="rows">[…, n]: one row a position, for example packed query, key and value heads.</param>
    /// <param name="cosine">[positions, headSize / 2].</param>
    /// <param name="sine">[positions, headSize / 2].</param>
    /// <param name="positions">Int32, one for each row.</param>
    /// <param name="headCount">How many heads are rotated.</param>
    /// <param name="headSize">Elements per head, even.</param>
    /// <param name="offset">Where the first of them starts in its row.</param>
    /// <param name="overwrite">
    /// Allows the memory of <paramref name="rows"/> to be taken for the result; do not use it afterwards. It is copied where a recorded
    /// operation still needs it.
    /// </param>
    /// <returns>The shape of <paramref name="rows"/>.</returns>
    /// <exception cref="TensorException">
    /// The heads do not fit in the rows, a table has another shape, or a position is not in them.
    /// </exception>
    public static Tensor Rotary(
        Tensor rows, Tensor cosine, Tensor sine, Tensor positions, int headCount, int headSize, int offset = 0, bool overwrite = false)
    {
        const string Name = nameof(Rotary);
        Check.Float(Name, rows, nameof(rows));
        Check.Float(Name, cosine, nameof(cosine));
        Check.Float(Name, sine, nameof(sine));
        Check.Backend(Name, rows, cosine, sine, positions);
        Check.MinimumRank(Name, rows, nameof(rows), 1);
        if (headSize <= 0 || headSize % 2 != 0)
            throw new TensorException(Name, $"headSize is {headSize}; it must be positive and even.");
        if (offset < 0 || headCount < 1 || offset + (long)headCount * headSize > rows.Shape[-1])
        {
            throw new TensorException(
                Name, $"{headCount} heads of {headSize} from element {offset} do not fit in rows of shape {rows.Shape}.");
        }

        if (cosine.Shape.Rank != 2 || cosine.Shape[1] != headSize / 2 || cosine.Shape != sine.Shape)
        {
            throw new TensorException(
                Name, $"cosine has shape {cosine.Shape} and sine {sine.Shape}; [positions, {headSize / 2}] was expected of both.");
        }

        Check.Indices(Name, positions, nameof(positions), rows.Shape.RowCount, cosine.Shape[0], "number of positions in the tables");
        var result = overwrite ? OverwriteOrCopy(Name, rows) : rows.Clone();
        result.Backend.Rotary(result, offset, headCount, headSize, cosine, sine, positions, inverse: false);
        if (!GradientTape.IsRecording(rows))
            return result;
        var operation = RotaryOperation.Rent();
        operation.Offset = offset;
        operation.HeadCount = headCount;
        operation.HeadSize = headSize;
        return GradientTape.Record(operation, result, rows, cosine, sine, positions);
    }
}

/// <summary>The recorded form of <see cref="Functional.Rotary"/>: inputs rows, cosine, sine, positions.</summary>
internal sealed class RotaryOperation : PooledOperation<RotaryOperation>
{
    public int Offset { get; set; }

    public int HeadCount { get; set; }

    public int HeadSize { get; set; }

    protected override void Backward()
    {
        ResultGradient.Backend.Rotary(ResultGradient, Offset, HeadCount, HeadSize, Input(1), Input(2), Input(3), inverse: true);
        PassGradient(0);
    }
}
