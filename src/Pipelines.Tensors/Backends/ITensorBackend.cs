namespace Pipelines.Tensors;

/// <summary>
/// The seam between the engine and what computes. Every tensor is contiguous and row-major; a "row" is the innermost dimension and the
/// outer ones count as rows. Outputs are allocated by the caller and fully overwritten unless a parameter says that the call accumulates.
/// Arguments were checked above the seam. Pointwise operations may be asked to write onto their first operand. Results must not depend
/// on the number of threads. Tensors are Float32 where nothing else is said; the weights of <see cref="Linear"/>,
/// <see cref="LinearBackward"/> and <see cref="LinearCrossEntropy"/> and the table of <see cref="Embedding"/> may be BFloat16, and
/// gradients are Float32 all the same.
/// </summary>
public partial interface ITensorBackend : IDisposable
{
    /// <summary>The backend's name, for reports: <c>cpu-avx512</c>.</summary>
    string Name { get; }

    /// <summary>The memory in use and at its highest, by this backend's pool.</summary>
    PoolStatistics Memory { get; }

    /// <summary>Begins the highest values of <see cref="Memory"/> anew, from what is in use now.</summary>
    void ResetPeakMemory();

    /// <summary>How many threads compute.</summary>
    int ThreadCount { get; }

    /// <summary>Memory for a tensor, at least 64-byte aligned, contents undefined.</summary>
    TensorStorage Allocate(long byteCount);

    /// <summary>Sets every element of a tensor of any shape.</summary>
    void Fill(Tensor target, float value);

    /// <summary>Copies elements between tensors of the same element type and count, whatever their shapes.</summary>
    /// <param name="source">Where to copy from, of any shape.</param>
    /// <param name="target">Where to copy to, of any shape.</param>
    void Copy(Tensor source, Tensor target);

    /// <summary><c>result = left + right</c>; <paramref name="right"/> may have fewer leading dimensions and then repeats.</summary>
    void Add(Tensor left, Tensor right, Tensor result);

    /// <summary>
    /// <c>result = left · right</c>, elementwise; <paramref name="right"/> may have fewer leading dimensions and then repeats.
    /// </summary>
    void Multiply(Tensor left, Tensor right, Tensor result);

    /// <summary><c>target += factor · source</c>, of tensors with the same number of elements.</summary>
    void AddScaled(Tensor source, float factor, Tensor target);

    /// <summary><c>result = factor · source</c>, of one shape.</summary>
    void Scale(Tensor source, float factor, Tensor result);

    /// <summary>Sums the rows of a matrix into one row (bias gradients): <c>target[c] (+)= Σ source[r, c]</c>.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="target">[columns].</param>
    /// <param name="accumulate">Whether the sums are added to what is there.</param>
    void SumRows(Tensor source, Tensor target, bool accumulate);

    /// <summary>The sum of the squares of all elements, accumulated in double in a fixed order.</summary>
    double SumOfSquares(Tensor source);

    /// <summary>The sum of all elements, accumulated in double in a fixed order.</summary>
    double Sum(Tensor source);

    /// <summary><c>result = f(source)</c>, element by element.</summary>
    /// <param name="activation">The function f.</param>
    /// <param name="source">Of any shape.</param>
    /// <param name="result">The shape of <paramref name="source"/>.</param>
    void Activate(Activation activation, Tensor source, Tensor result);

    /// <summary><c>sourceGradient (+)= resultGradient · f′(source)</c>.</summary>
    /// <param name="activation">The function f.</param>
    /// <param name="resultGradient">Of any shape.</param>
    /// <param name="source">The shape of <paramref name="resultGradient"/>.</param>
    /// <param name="sourceGradient">The shape of <paramref name="resultGradient"/>.</param>
    /// <param name="accumulate">Whether the gradient is added to what is there.</param>
    void ActivateBackward(Activation activation, Tensor resultGradient, Tensor source, Tensor sourceGradient, bool accumulate);

    /// <summary>
    /// Gated activation over rows of [gate | up]: <c>result[r, i] = f(gate[r, i]) · up[r, i]</c>; source rows are twice as wide.
    /// </summary>
    /// <param name="activation">The function f.</param>
    /// <param name="gateUp">[rows, 2n].</param>
    /// <param name="result">[rows, n].</param>
    void Gate(Activation activation, Tensor gateUp, Tensor result);

    /// <summary>Gradient of <see cref="Gate"/> with respect to both halves.</summary>
    /// <param name="activation">The function f.</param>
    /// <param name="resultGradient">[rows, n].</param>
    /// <param name="gateUp">[rows, 2n].</param>
    /// <param name="gateUpGradient">[rows, 2n], overwritten.</param>
    void GateBackward(Activation activation, Tensor resultGradient, Tensor gateUp, Tensor gateUpGradient);

    /// <summary>
    /// Matrix products over a batch: <c>result[b] = alpha · op(left[b]) · op(right[b]) (+ result[b])</c>; the last two dimensions are the
    /// matrices, op transposes them where asked.
    /// </summary>
    /// <param name="left">[…, m, k], or […, k, m] where it is transposed.</param>
    /// <param name="transposeLeft">Whether the left matrices are transposed.</param>
    /// <param name="right">[…, k, n], or […, n, k] where it is transposed.</param>
    /// <param name="transposeRight">Whether the right matrices are transposed.</param>
    /// <param name="result">[…, m, n].</param>
    /// <param name="alpha">A factor on the products.</param>
    /// <param name="accumulate">Whether the products are added to what is there.</param>
    void MatMul(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor result, float alpha, bool accumulate);

    /// <summary><c>result = f(input · weightᵀ + bias) (+ residual)</c>.</summary>
    /// <param name="input">[rows, in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="preActivation">[rows, out]: receives input · weightᵀ + bias where a backward pass will need it; null otherwise.</param>
    /// <param name="residual">[rows, out], added last; null for none. May be the same tensor as <paramref name="result"/>.</param>
    /// <param name="result">[rows, out].</param>
    void Linear(Tensor input, Tensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result);

    /// <summary>
    /// Gradients of <see cref="Linear"/> (its residual's gradient is the result's own). Null outputs are not computed. The bias gradient
    /// accumulates. <paramref name="resultGradient"/> may be overwritten when an activation is undone.
    /// </summary>
    /// <param name="resultGradient">[rows, out].</param>
    /// <param name="input">[rows, in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="activation">The function that followed the bias.</param>
    /// <param name="preActivation">[rows, out], as the forward pass left it; null where there was no activation.</param>
    /// <param name="inputGradient">[rows, in], or null.</param>
    /// <param name="accumulateInput">Whether the input's gradient is added to what is there.</param>
    /// <param name="weightGradient">[out, in], or null.</param>
    /// <param name="accumulateWeight">Whether the weight's gradient is added to what is there.</param>
    /// <param name="biasGradient">[out], or null.</param>
    void LinearBackward(
        Tensor resultGradient, Tensor input, Tensor weight, Activation activation, Tensor? preActivation,
        Tensor? inputGradient, bool accumulateInput, Tensor? weightGradient, bool accumulateWeight, Tensor? biasGradient);

    /// <summary>Rows of a quantized matrix in Float32.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="target">[some rows, columns].</param>
    void Dequantize(QuantizedTensor source, int firstRow, Tensor target);

    /// <summary>
    /// <see cref="Linear"/> with a weight in few bits, which is decoded a part at a time. <paramref name="residual"/> is another tensor
    /// than <paramref name="result"/>.
    /// </summary>
    /// <param name="input">[rows, in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="preActivation">[rows, out]: receives input · weightᵀ + bias where a backward pass will need it; null otherwise.</param>
    /// <param name="residual">[rows, out], added last; null for none.</param>
    /// <param name="result">[rows, out].</param>
    void QuantizedLinear(
        Tensor input, QuantizedTensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result);

    /// <summary>Gradients of <see cref="QuantizedLinear"/>, as those of <see cref="LinearBackward"/>; the weight has none.</summary>
    /// <param name="resultGradient">[rows, out].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="activation">The function that followed the bias.</param>
    /// <param name="preActivation">[rows, out], as the forward pass left it; null where there was no activation.</param>
    /// <param name="inputGradient">[rows, in], or null.</param>
    /// <param name="accumulateInput">Whether the input's gradient is added to what is there.</param>
    /// <param name="biasGradient">[out], or null.</param>
    void QuantizedLinearBackward(
        Tensor resultGradient, QuantizedTensor weight, Activation activation, Tensor? preActivation, Tensor? inputGradient,
        bool accumulateInput, Tensor? biasGradient);

    /// <summary>Layer normalisation over rows (Ba et al. 2016). mean and inverseDeviation are kept for the backward pass.</summary>
    /// <param name="input">[rows, n].</param>
    /// <param name="gain">[n], multiplies the normalised rows; null for 1.</param>
    /// <param name="bias">[n], added last; null for 0.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="result">[rows, n].</param>
    /// <param name="mean">[rows].</param>
    /// <param name="inverseDeviation">[rows]: 1 / √(variance + epsilon).</param>
    void LayerNorm(Tensor input, Tensor? gain, Tensor? bias, float epsilon, Tensor result, Tensor mean, Tensor inverseDeviation);

    /// <summary>Gradients of <see cref="LayerNorm"/>; gain and bias gradients accumulate.</summary>
    /// <param name="resultGradient">[rows, n].</param>
    /// <param name="input">[rows, n].</param>
    /// <param name="gain">[n], or null.</param>
    /// <param name="mean">[rows], of the forward pass.</param>
    /// <param name="inverseDeviation">[rows], of the forward pass.</param>
    /// <param name="inputGradient">[rows, n]; null where it is not wanted.</param>
    /// <param name="accumulateInput">Whether the input's gradient is added to what is there.</param>
    /// <param name="gainGradient">[n]; null where it is not wanted.</param>
    /// <param name="biasGradient">[n]; null where it is not wanted.</param>
    void LayerNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor mean, Tensor inverseDeviation,
        Tensor? inputGradient, bool accumulateInput, Tensor? gainGradient, Tensor? biasGradient);

    /// <summary>RMS normalisation over rows (Zhang and Sennrich 2019). inverseRms is kept for the backward pass.</summary>
    /// <param name="input">[rows, n].</param>
    /// <param name="gain">[n], multiplies the normalised rows; null for 1.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="result">[rows, n].</param>
    /// <param name="inverseRms">[rows]: 1 / √(mean square + epsilon).</param>
    void RmsNorm(Tensor input, Tensor? gain, float epsilon, Tensor result, Tensor inverseRms);

    /// <summary>Gradients of <see cref="RmsNorm"/>; the gain gradient accumulates.</summary>
    /// <param name="resultGradient">[rows, n].</param>
    /// <param name="input">[rows, n].</param>
    /// <param name="gain">[n], or null.</param>
    /// <param name="inverseRms">[rows], of the forward pass.</param>
    /// <param name="inputGradient">[rows, n]; null where it is not wanted.</param>
    /// <param name="accumulateInput">Whether the input's gradient is added to what is there.</param>
    /// <param name="gainGradient">[n]; null where it is not wanted.</param>
    void RmsNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor inverseRms, Tensor? inputGradient, bool accumulateInput,
        Tensor? gainGradient);

    /// <summary>Softmax over rows.</summary>
    /// <param name="source">[rows, n].</param>
    /// <param name="result">[rows, n]: each row sums to 1.</param>
    void Softmax(Tensor source, Tensor result);

    /// <summary>Gradient of <see cref="Softmax"/>.</summary>
    /// <param name="resultGradient">[rows, n].</param>
    /// <param name="result">[rows, n], of the forward pass.</param>
    /// <param name="sourceGradient">[rows, n].</param>
    /// <param name="accumulate">Whether the gradient is added to what is there.</param>
    void SoftmaxBackward(Tensor resultGradient, Tensor result, Tensor sourceGradient, bool accumulate);

    /// <summary>
    /// Scaled dot-product attention without a stored score matrix (Dao et al. 2022). A query that sees no key has a result of zeros and a
    /// log-sum-exp of −infinity.
    /// </summary>
    /// <param name="shape">Where batches, heads and rows lie.</param>
    /// <param name="query">Rows that hold the query heads.</param>
    /// <param name="key">Rows that hold the key heads.</param>
    /// <param name="value">Rows that hold the value heads.</param>
    /// <param name="options">Scale, mask, bias and dropout.</param>
    /// <param name="result">[batch, queries, heads · headSize].</param>
    /// <param name="logSumExp">[batch, heads, queries], of the scores with bias and mask, before dropout.</param>
    void Attention(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result, Tensor logSumExp);

    /// <summary>
    /// Gradients of <see cref="Attention"/>, scores recomputed. Gradients have the layout of their tensors and are overwritten (only the
    /// places the shape addresses); query, key and value gradients may be one tensor, as the inputs may be. The bias gradient, null where
    /// it is not wanted, accumulates; that of a bias for all sequences is their sum.
    /// </summary>
    /// <param name="shape">Where batches, heads and rows lie.</param>
    /// <param name="resultGradient">[batch, queries, heads · headSize].</param>
    /// <param name="query">Rows that hold the query heads.</param>
    /// <param name="key">Rows that hold the key heads.</param>
    /// <param name="value">Rows that hold the value heads.</param>
    /// <param name="options">Those of the forward pass.</param>
    /// <param name="result">[batch, queries, heads · headSize], of the forward pass.</param>
    /// <param name="logSumExp">[batch, heads, queries], of the forward pass.</param>
    /// <param name="queryGradient">The shape of <paramref name="query"/>.</param>
    /// <param name="keyGradient">The shape of <paramref name="key"/>.</param>
    /// <param name="valueGradient">The shape of <paramref name="value"/>.</param>
    /// <param name="biasGradient">The shape of the bias; null where it is not wanted.</param>
    void AttentionBackward(
        in AttentionShape shape, Tensor resultGradient, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result,
        Tensor logSumExp, Tensor queryGradient, Tensor keyGradient, Tensor valueGradient, Tensor? biasGradient);

    /// <summary>
    /// What relative positions add to attention scores in disentangled attention (He et al. 2021), for every sequence b and head h:
    /// <c>result[b, h, i, j] = scale · (q(b, i) · positionKey(r) + k(b, j) · positionQuery(r))</c> with
    /// <c>r = indices[i − j + length − 1]</c> and the head's part of each row. A null position tensor leaves its half out; one of the two
    /// is there.
    /// </summary>
    /// <param name="query">[batch, length, heads · headSize].</param>
    /// <param name="key">[batch, length, heads · headSize].</param>
    /// <param name="positionKey">[positions, heads · headSize], or null: content to position.</param>
    /// <param name="positionQuery">[positions, heads · headSize], or null: position to content.</param>
    /// <param name="indices">Int32 [2 · length − 1], each less than the number of positions.</param>
    /// <param name="headCount">How many heads a row has.</param>
    /// <param name="scale">Factor on both products.</param>
    /// <param name="result">[batch, heads, length, length].</param>
    void DisentangledBias(
        Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount, float scale, Tensor result);

    /// <summary>
    /// Gradients of <see cref="DisentangledBias"/>, the products recomputed. Those that are not null accumulate; one whose position tensor
    /// is null stays as it is.
    /// </summary>
    /// <param name="resultGradient">[batch, heads, length, length].</param>
    /// <param name="query">[batch, length, heads · headSize].</param>
    /// <param name="key">[batch, length, heads · headSize].</param>
    /// <param name="positionKey">[positions, heads · headSize], or null.</param>
    /// <param name="positionQuery">[positions, heads · headSize], or null.</param>
    /// <param name="indices">Int32 [2 · length − 1].</param>
    /// <param name="headCount">How many heads a row has.</param>
    /// <param name="scale">Factor on both products.</param>
    /// <param name="queryGradient">The shape of <paramref name="query"/>, or null.</param>
    /// <param name="keyGradient">The shape of <paramref name="key"/>, or null.</param>
    /// <param name="positionKeyGradient">The shape of <paramref name="positionKey"/>, or null.</param>
    /// <param name="positionQueryGradient">The shape of <paramref name="positionQuery"/>, or null.</param>
    void DisentangledBiasBackward(
        Tensor resultGradient, Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount,
        float scale, Tensor? queryGradient, Tensor? keyGradient, Tensor? positionKeyGradient, Tensor? positionQueryGradient);

    /// <summary>
    /// Rotary position embedding (Su et al. 2021) in place, rotating element i with i + half as Hugging Face does, on
    /// <paramref name="headCount"/> heads from <paramref name="offset"/> in each row. cosine and sine are [positions, headSize / 2]; row r
    /// has position <c>positions[r]</c>. With <paramref name="inverse"/> the rotation is undone, which is its gradient.
    /// </summary>
    /// <param name="rows">[rows, n].</param>
    /// <param name="offset">The element of a row where the first head begins.</param>
    /// <param name="headCount">Heads to rotate, one behind the other.</param>
    /// <param name="headSize">Elements of a head, an even number.</param>
    /// <param name="cosine">[positions, headSize / 2].</param>
    /// <param name="sine">[positions, headSize / 2].</param>
    /// <param name="positions">Int32 [rows].</param>
    /// <param name="inverse">Whether the rotation is undone.</param>
    void Rotary(Tensor rows, int offset, int headCount, int headSize, Tensor cosine, Tensor sine, Tensor positions, bool inverse);

    /// <summary><c>result[r] = table[ids[r]] (+ result[r])</c>.</summary>
    /// <param name="ids">Int32 [rows].</param>
    /// <param name="table">[entries, n].</param>
    /// <param name="result">[rows, n].</param>
    /// <param name="accumulate">Whether the rows are added to what is there.</param>
    void Embedding(Tensor ids, Tensor table, Tensor result, bool accumulate);

    /// <summary><c>tableGradient[ids[r]] += resultGradient[r]</c>, in the order of the rows.</summary>
    /// <param name="ids">Int32 [rows].</param>
    /// <param name="resultGradient">[rows, n].</param>
    /// <param name="tableGradient">[entries, n], added to.</param>
    void EmbeddingBackward(Tensor ids, Tensor resultGradient, Tensor tableGradient);

    /// <summary>
    /// Output projection and softmax cross-entropy in chunks of rows, so that the full logits never exist. Rows whose label is
    /// <paramref name="ignoreIndex"/> count nothing. <paramref name="losses"/> receives each row's loss (0 where ignored). Where gradients
    /// are given, they are those of <c>gradientScale · Σ losses</c>, or of <c>gradientScale · Σ rowFactors · losses</c> where factors are
    /// given: both are overwritten.
    /// </summary>
    /// <param name="input">[rows, n].</param>
    /// <param name="weight">[classes, n].</param>
    /// <param name="labels">Int32 [rows].</param>
    /// <param name="ignoreIndex">The label of rows that count nothing.</param>
    /// <param name="losses">[rows].</param>
    /// <param name="gradientScale">Factor on both gradients.</param>
    /// <param name="inputGradient">[rows, n]; null where it is not wanted.</param>
    /// <param name="weightGradient">[classes, n]; null where it is not wanted.</param>
    /// <param name="rowFactors">[rows]: a factor on each row's gradient; null for 1.</param>
    void LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, int ignoreIndex, Tensor losses,
        float gradientScale, Tensor? inputGradient, Tensor? weightGradient, Tensor? rowFactors = null);

    /// <summary>
    /// Inverted dropout with a counter-based generator: element i survives by a hash of (seed, i), so nothing is stored and the backward
    /// pass is the same call on the gradient.
    /// </summary>
    /// <param name="source">Of any shape.</param>
    /// <param name="probability">Of an element to become 0: at least 0 and less than 1.</param>
    /// <param name="seed">A fresh number for every use.</param>
    /// <param name="result">The shape of <paramref name="source"/>.</param>
    void Dropout(Tensor source, float probability, ulong seed, Tensor result);

    /// <summary>Reorders dimensions: <c>result</c> has <c>source</c>'s dimensions in the order of <paramref name="axes"/>.</summary>
    void Permute(Tensor source, ReadOnlySpan<int> axes, Tensor result);

    /// <summary>
    /// Copies a block of Float32 or Int32 elements, or adds it: row r of <paramref name="columns"/> elements goes from
    /// <c>sourceOffset + r · sourceStride</c> to <c>targetOffset + r · targetStride</c>. Slices, concatenations and key-value caches.
    /// </summary>
    /// <param name="source">Where to copy from, of any shape.</param>
    /// <param name="sourceOffset">The first element.</param>
    /// <param name="sourceStride">Elements from one row to the next.</param>
    /// <param name="target">Where to copy to, of any shape and the same element type.</param>
    /// <param name="targetOffset">The first element.</param>
    /// <param name="targetStride">Elements from one row to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="columns">Elements per row.</param>
    /// <param name="accumulate">Adds to what is there; Float32 only.</param>
    void CopyBlock(
        Tensor source, int sourceOffset, int sourceStride, Tensor target, int targetOffset, int targetStride, int rows, int columns,
        bool accumulate)
    {
        if (!accumulate)
        {
            var from = source.AsSpan<int>();
            var to = target.AsSpan<int>();
            for (var r = 0; r < rows; r++)
                from.Slice(sourceOffset + r * sourceStride, columns).CopyTo(to[(targetOffset + r * targetStride)..]);
            return;
        }

        var addends = source.AsSpan<float>();
        var sums = target.AsSpan<float>();
        for (var r = 0; r < rows; r++)
        {
            var addend = addends.Slice(sourceOffset + r * sourceStride, columns);
            var sum = sums.Slice(targetOffset + r * targetStride, columns);
            for (var i = 0; i < sum.Length; i++)
                sum[i] += addend[i];
        }
    }
}
