namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// Rows of a table: <c>table[ids]</c>, plus <paramref name="addTo"/>. Also gathers rows of any matrix, differentiably.
    /// </summary>
    /// <param name="ids">Int32 […], each at least 0 and less than the table's row count.</param>
    /// <param name="table">[rows, n], in Float32 or BFloat16.</param>
    /// <param name="addTo">[…, n], added; its memory may be taken for the result, so do not use it afterwards. Null for none.</param>
    /// <returns>[…, n].</returns>
    /// <exception cref="TensorException">A shape or element type does not fit, or an id is not in the table.</exception>
    public static Tensor Embedding(Tensor ids, Tensor table, Tensor? addTo = null)
    {
        const string Name = nameof(Embedding);
        Check.Weight(Name, table, nameof(table));
        Check.Type(Name, ids, nameof(ids), ElementType.Int32);
        Check.OptionalFloat(Name, addTo, nameof(addTo));
        Check.Backend(Name, table, ids, addTo);
        if (table.Shape.Rank != 2)
            throw new TensorException(Name, $"table has shape {table.Shape}; [rows, n] was expected.");
        if (ids.Shape.Rank == Shape.MaximumRank)
            throw new TensorException(Name, $"ids has shape {ids.Shape}; at most {Shape.MaximumRank - 1} dimensions were expected.");
        Check.IndexRange(Name, ids, nameof(ids), table.Shape[0], "table's row count");
        Span<int> extents = stackalloc int[ids.Shape.Rank + 1];
        for (var i = 0; i < ids.Shape.Rank; i++)
            extents[i] = ids.Shape[i];
        extents[^1] = table.Shape[1];
        var shape = new Shape(extents);
        Check.Shape(Name, addTo, nameof(addTo), shape);
        var result = addTo is null ? table.Backend.Empty(shape) : OverwriteOrCopy(Name, addTo);
        table.Backend.Embedding(ids, table, result, accumulate: addTo is not null);
        return GradientTape.IsRecording(table, addTo) ? GradientTape.Record(EmbeddingOperation.Rent(), result, ids, table, addTo) : result;
    }
}

/// <summary>The recorded form of <see cref="Functional.Embedding"/>: inputs ids, table, addTo.</summary>
internal sealed class EmbeddingOperation : PooledOperation<EmbeddingOperation>
{
    protected override void Backward()
    {
        if (NeedsGradient(1))
            ResultGradient.Backend.EmbeddingBackward(Input(0), ResultGradient, AccumulatedGradient(1));
        if (NeedsGradient(2))
            PassGradient(2);
    }
}
