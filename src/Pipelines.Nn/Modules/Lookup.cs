using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// A module that maps ids to rows: <see cref="Embedding"/>, or an adapter in its place. Models declare their slots with this type.
/// </summary>
public abstract class Lookup : Module
{
    /// <summary>How many ids there are.</summary>
    public abstract int Count { get; }

    /// <summary>Elements in a row.</summary>
    public abstract int Size { get; }

    /// <summary>The rows of the ids, plus <paramref name="addTo"/>.</summary>
    /// <param name="ids">Int32 […], each less than <see cref="Count"/>.</param>
    /// <param name="addTo">[…, <see cref="Size"/>], added; do not use it afterwards. Null for none.</param>
    /// <returns>[…, <see cref="Size"/>].</returns>
    public abstract Tensor Forward(Tensor ids, Tensor? addTo = null);
}
