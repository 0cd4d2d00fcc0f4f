namespace Pipelines.Tensors;

public static partial class Functional
{
    /// <summary>
    /// What relative positions add to attention scores in disentangled attention (DeBERTa, He et al. 2021), to be given to
    /// <see cref="Attention"/> as its bias: <c>bias[b, h, i, j] = scale · (q(b, i) · positionKey(r) + k(b, j) · positionQuery(r))</c> with
    /// <c>r = indices[i − j + length − 1]</c> and the head's part of each row.
    /// </summary>
    /// <param name="query">[batch, length, heads · headSize].</param>
    /// <param name="key">[batch, length, heads · headSize].</param>
    /// <param name="positionKey">[positions, heads · headSize], the term content to position; null leaves it out.</param>
    /// <param name="positionQuery">[positions, heads · headSize], the term position to content; null leaves it out.</param>
    /// <param name="indices">Int32 [2 · length − 1]: the relative position of each distance from −(length − 1) on.</param>
    /// <param name="headCount">How many heads a row has.</param>
    /// <param name="scale">Factor on both terms.</param>
    /// <returns>[batch, heads, length, length].</returns>
    /// <exception cref="TensorException">A shape does not fit, an index is out of range, or both position tensors are null.</exception>
    public static Tensor DisentangledBias(
        Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount, float scale)
    {
        const string Name = nameof(DisentangledBias);
        Check.Float(Name, query, nameof(query));
        Check.Float(Name, key, nameof(key));
        Check.OptionalFloat(Name, positionKey, nameof(positionKey));
        Check.OptionalFloat(Name, positionQuery, nameof(positionQuery));
        Check.Backend(Name, query, key, positionKey, positionQuery, indices);
        if (query.Shape.Rank != 3 || headCount < 1 || query.Shape[2] % headCount != 0)
            throw new TensorException(Name, $"query has shape {query.Shape}; [batch, length, {headCount} · headSize] was expected.");
        Check.Shape(Name, key, nameof(key), query.Shape);
        var positions = positionKey ?? positionQuery
            ?? throw new TensorException(Name, "positionKey and positionQuery are both null; at least one was expected.");
        if (positions.Shape.Rank != 2 || positions.Shape[1] != query.Shape[2])
            throw new TensorException(Name, $"the positions have shape {positions.Shape}; [positions, {query.Shape[2]}] was expected.");
        Check.Shape(Name, positionQuery, nameof(positionQuery), positions.Shape);
        var (batch, length) = (query.Shape[0], query.Shape[1]);
        Check.Indices(Name, indices, nameof(indices), 2L * length - 1, positions.Shape[0], "number of positions");
        var result = query.Backend.Empty(new Shape(batch, headCount, length, length));
        query.Backend.DisentangledBias(query, key, positionKey, positionQuery, indices, headCount, scale, result);
        if (!GradientTape.IsRecording(query, key, positionKey, positionQuery))
            return result;
        var operation = DisentangledBiasOperation.Rent();
        operation.HeadCount = headCount;
        operation.Factor = scale;
        return GradientTape.Record(operation, result, query, key, positionKey, positionQuery, indices);
    }
}

/// <summary>
/// The recorded form of <see cref="Functional.DisentangledBias"/>: inputs query, key, positionKey, positionQuery, indices.
/// </summary>
internal sealed class DisentangledBiasOperation : PooledOperation<DisentangledBiasOperation>
{
    public int HeadCount { get; set; }

    public float Factor { get; set; }

    protected override void Backward() => ResultGradient.Backend.DisentangledBiasBackward(
        ResultGradient, Input(0), Input(1), OptionalInput(2), OptionalInput(3), Input(4), HeadCount, Factor,
        Target(0), Target(1), Target(2), Target(3));

    private Tensor? Target(int index) => NeedsGradient(index) ? AccumulatedGradient(index) : null;
}
