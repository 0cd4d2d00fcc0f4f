namespace Pipelines.Tensors;

/// <summary>
/// The seam between the engine and what computes. Every tensor is contiguous and row-major; a "row" is the innermost dimension and the
/// outer ones count as rows. Outputs are allocated by the caller and fully overwritten unless a parameter says that the call accumulates.
/// Arguments were checked above the seam. Pointwise operations may be asked to write onto their first operand. Results must not depend
/// on the number of threads. Tensors are Float32 where nothing else is said; the weights of <see cref="Linear"/>,
/// <see cref="LinearBackward"/> and <see cref="LinearCrossEntropy"/> and the table of <see cref="Embedding"/> may be BFloat16, and
/// gradients are Float32 all the same.
/// </summary>
public interface ITensorBackend : IDisposable
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

    /// <summary>Sets every element.</summary>
    void Fill(Tensor target, float value);

    /// <summary>Copies elements between tensors of the same element type and count.</summary>
    void Copy(Tensor source, Tensor target);

    /// <summary><c>result = left + right</c>; <paramref name="right"/> may have fewer leading dimensions and then repeats.</summary>
    void Add(Tensor left, Tensor right, Tensor result);

    /// <summary>
    /// <c>result = left · right</c>, elementwise; <paramref name="right"/> may have fewer leading dimensions and then repeats.
    /// </summary>
    void Multiply(Tensor left, Tensor right, Tensor result);

    /// <summary><c>target += factor · source</c>.</summary>
    void AddScaled(Tensor source, float factor, Tensor target);

    /// <summary><c>result = factor · source</c>.</summary>
    void Scale(Tensor source, float factor, Tensor result);

    /// <summary>Sums the rows of a matrix into one row (bias gradients): <c>target[c] (+)= Σ source[r, c]</c>.</summary>
    void SumRows(Tensor source, Tensor target, bool accumulate);

    /// <summary>The sum of squares, accumulated in double in a fixed order.</summary>
    double SumOfSquares(Tensor source);

    /// <summary>The sum of all elements, accumulated in double in a fixed order.</summary>
    double Sum(Tensor source);

    /// <summary>Pointwise activation.</summary>
    void Activate(Activation activation, Tensor source, Tensor result);

    /// <summary><c>sourceGradient (+)= resultGradient · f′(source)</c>.</summary>
    void ActivateBackward(Activation activation, Tensor resultGradient, Tensor source, Tensor sourceGradient, bool accumulate);

    /// <summary>
    /// Gated activation over rows of [gate | up]: <c>result[r, i] = f(gate[r, i]) · up[r, i]</c>; source rows are twice as wide.
    /// </summary>
    void Gate(Activation activation, Tensor gateUp, Tensor result);

    /// <summary>Gradient of <see cref="Gate"/> with respect to both halves.</summary>
    void GateBackward(Activation activation, Tensor resultGradient, Tensor gateUp, Tensor gateUpGradient);

    /// <summary>
    /// Matrix products over a batch: <c>result[b] = alpha · op(left[b]) · op(right[b]) (+ result[b])</c>; the last two dimensions are the
    /// matrices, op transposes them where asked.
    /// </summary>
    void MatMul(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor result, float alpha, bool accumulate);

    /// <summary>
    /// <c>result = f(input · weightᵀ + bias) (+ residual)</c>. input [rows, in], weight [out, in], bias [out], result [rows, out].
    /// </summary>
    /// <param name="input">The rows to project.</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">Applied after the bias.</param>
    /// <param name="preActivation">Receives input · weightᵀ + bias where a backward pass will need it; null otherwise.</param>
    /// <param name="residual">Added last; null for none. May be the same tensor as <paramref name="result"/>.</param>
    /// <param name="result">[rows, out].</param>
    void Linear(Tensor input, Tensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result);

    /// <summary>
    /// Gradients of <see cref="Linear"/> (its residual's gradient is the result's own). Null outputs are not computed. The bias gradient
    /// accumulates. <paramref name="resultGradient"/> may be overwritten when an activation is undone.
    /// </summary>
    void LinearBackward(
        Tensor resultGradient, Tensor input, Tensor weight, Activation activation, Tensor? preActivation,
        Tensor? inputGradient, bool accumulateInput, Tensor? weightGradient, bool accumulateWeight, Tensor? biasGradient);

    /// <summary>Rows of a quantized matrix in Float32.</summary>
    /// <param name="source">[rows, columns].</param>
    /// <param name="firstRow">The first row.</param>
    /// <param name="target">[some rows, columns].</param>
    void Dequantize(QuantizedTensor source, int firstRow, Tensor target);

    /// <summary>
    /// <see cref="Linear"/> with a weight in few bits, which is decoded a part at a time. <paramref name="residual"/> is another tensor than
    /// <paramref name="result"/>.
    /// </summary>
    void QuantizedLinear(
        Tensor input, QuantizedTensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result);

    /// <summary>Gradients of <see cref="QuantizedLinear"/>, as those of <see cref="LinearBackward"/>; the weight has none.</summary>
    void QuantizedLinearBackward(
        Tensor resultGradient, QuantizedTensor weight, Activation activation, Tensor? preActivation, Tensor? inputGradient,
        bool accumulateInput, Tensor? biasGradient);

    /// <summary>Layer normalisation over rows (Ba et al. 2016). mean and inverseDeviation [rows] are kept for the backward pass.</summary>
    void LayerNorm(Tensor input, Tensor? gain, Tensor? bias, float epsilon, Tensor result, Tensor mean, Tensor inverseDeviation);

    /// <summary>Gradients of <see cref="LayerNorm"/>; gain and bias gradients accumulate.</summary>
    void LayerNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor mean, Tensor inverseDeviation,
        Tensor? inputGradient, bool accumulateInput, Tensor? gainGradient, Tensor? biasGradient);

    /// <summary>RMS normalisation over rows (Zhang and Sennrich 2019). inverseRms [rows] is kept for the backward pass.</summary>
    void RmsNorm(Tensor input, Tensor? gain, float epsilon, Tensor result, Tensor inverseRms);

    /// <summary>Gradients of <see cref="RmsNorm"/>; the gain gradient accumulates.</summary>
    void RmsNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor inverseRms, Tensor? inputGradient, bool accumulateInput,
        Tensor? gainGradient);

    /// <summary>Softmax over rows.</summary>
    void Softmax(Tensor source, Tensor result);

    /// <summary>Gradient of <see cref="Softmax"/>.</summary>
    void SoftmaxBackward(Tensor resultGradient, Tensor result, Tensor sourceGradient, bool accumulate);

    /// <summary>
    /// Scaled dot-product attention without a stored score matrix (Dao et al. 2022). result [batch, queries, heads · headSize],
    /// logSumExp [batch, heads, queries] of the scores with bias and mask, before dropout. A query that sees no key has a result of zeros
    /// and a log-sum-exp of −infinity.
    /// </summary>
    void Attention(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result, Tensor logSumExp);

    /// <summary>
    /// Gradients of <see cref="Attention"/>, scores recomputed. Gradients have the layout of their tensors and are overwritten (only the
    /// places the shape addresses); query, key and value gradients may be one tensor, as the inputs may be. The bias gradient, null where
    /// it is not wanted, accumulates; that of a bias for all sequences is their sum.
    /// </summary>
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
    /// <param name="key">Of the same shape.</param>
    /// <param name="positionKey">[positions, heads · headSize], or null: content to position.</param>
    /// <param name="positionQuery">Of the same shape, or null: position to content.</param>
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
    void DisentangledBiasBackward(
        Tensor resultGradient, Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount,
        float scale, Tensor? queryGradient, Tensor? keyGradient, Tensor? positionKeyGradient, Tensor? positionQueryGradient);

    /// <summary>
    /// Rotary position embedding (Su et al. 2021) in place, rotating element i with i + half as Hugging Face does, on
    /// <paramref name="headCount"/> heads from <paramref name="offset"/> in each row. cosine and sine are [positions, headSize / 2]; row r
    /// has position <c>positions[r]</c>. With <paramref name="inverse"/> the rotation is undone, which is its gradient.
    /// </summary>
    void Rotary(Tensor rows, int offset, int headCount, int headSize, Tensor cosine, Tensor sine, Tensor positions, bool inverse);

    /// <summary><c>result[r] = table[ids[r]] (+ result[r])</c>.</summary>
    void Embedding(Tensor ids, Tensor table, Tensor result, bool accumulate);

    /// <summary><c>tableGradient[ids[r]] += resultGradient[r]</c>, in the order of the rows.</summary>
    void EmbeddingBackward(Tensor ids, Tensor resultGradient, Tensor tableGradient);

    /// <summary>
    /// Output projection and softmax cross-entropy in chunks of rows, so that the full logits never exist. Rows whose label is
    /// <paramref name="ignoreIndex"/> count nothing. losses [rows] receives each row's loss (0 where ignored). Where gradients are given,
    /// they are those of <c>gradientScale · Σ losses</c>, or of <c>gradientScale · Σ rowFactors · losses</c> where factors [rows] are given:
    /// both are overwritten.
    /// </summary>
    void LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, int ignoreIndex, Tensor losses,
        float gradientScale, Tensor? inputGradient, Tensor? weightGradient, Tensor? rowFactors = null);

    /// <summary>
    /// Inverted dropout with a counter-based generator: element i survives by a hash of (seed, i), so nothing is stored and the backward
    /// pass is the same call on the gradient.
    /// </summary>
    void Dropout(Tensor source, float probability, ulong seed, Tensor result);

    /// <summary>
    /// One fused update of Adam or AdamW in place. <paramref name="maximum"/>, null for none, keeps the largest second moment, which then
    /// takes the second moment's place in the step (AMSGrad, Reddi et al. 2018).
    /// </summary>
    void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, Tensor? maximum, in AdamSettings settings);

    /// <summary>
    /// One fused update of Adam or AdamW in place with moments of 8 bits: codes of <see cref="DynamicMap"/>, signed for the first and
    /// unsigned for the second, with a scale for each block of elements. Second moments above 0 are rounded to more than 0.
    /// </summary>
    /// <param name="parameter">What is updated.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="firstCodes">UInt8, of the parameter's element count.</param>
    /// <param name="firstScales">Float32, one a block.</param>
    /// <param name="secondCodes">As the first.</param>
    /// <param name="secondScales">As the first.</param>
    /// <param name="blockSize">Elements of a block, at most 4096; the last block may be shorter.</param>
    /// <param name="settings">Without an offset.</param>
    void Adam8Bit(
        Tensor parameter, Tensor gradient, Tensor firstCodes, Tensor firstScales, Tensor secondCodes, Tensor secondScales, int blockSize,
        in AdamSettings settings);

    /// <summary>
    /// One fused update of gradient descent in place; <paramref name="velocity"/> is there where the settings have a momentum.
    /// </summary>
    void Sgd(Tensor parameter, Tensor gradient, Tensor? velocity, in SgdSettings settings);

    /// <summary>
    /// One fused update of RMSprop in place; it is centred where <paramref name="mean"/> is there, and <paramref name="velocity"/> is there
    /// where the settings have a momentum.
    /// </summary>
    void RmsProp(Tensor parameter, Tensor gradient, Tensor squareMean, Tensor? mean, Tensor? velocity, in RmsPropSettings settings);

    /// <summary>One fused update of Adagrad in place.</summary>
    void Adagrad(Tensor parameter, Tensor gradient, Tensor squareSum, in AdagradSettings settings);

    /// <summary>One fused update of Lion in place.</summary>
    void Lion(Tensor parameter, Tensor gradient, Tensor moment, in LionSettings settings);

    /// <summary>
    /// One update of Adafactor in place, of a parameter with two dimensions or more: the last two are matrices, of which
    /// <paramref name="rowMeans"/> (without the last dimension) and <paramref name="columnMeans"/> (without the one before) keep mean
    /// squares.
    /// <paramref name="moment"/>, null for none, keeps a mean of updates.
    /// </summary>
    void Adafactor(
        Tensor parameter, Tensor gradient, Tensor rowMeans, Tensor columnMeans, Tensor? moment, in AdafactorSettings settings);

    /// <summary>One update of Adafactor in place with a mean square for every element: of scalars and vectors.</summary>
    void AdafactorUnfactored(Tensor parameter, Tensor gradient, Tensor squareMeans, Tensor? moment, in AdafactorSettings settings);

    /// <summary>Reorders dimensions: <c>result</c> has <c>source</c>'s dimensions in the order of <paramref name="axes"/>.</summary>
    void Permute(Tensor source, ReadOnlySpan<int> axes, Tensor result);

    /// <summary>
    /// Copies a block of Float32 or Int32 elements, or adds it: row r of <paramref name="columns"/> elements goes from
    /// <c>sourceOffset + r · sourceStride</c> to <c>targetOffset + r · targetStride</c>. Slices, concatenations and key-value caches.
    /// </summary>
    /// <param name="source">Where to copy from.</param>
    /// <param name="sourceOffset">The first element.</param>
    /// <param name="sourceStride">Elements from one row to the next.</param>
    /// <param name="target">Where to copy to; of the same element type.</param>
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
