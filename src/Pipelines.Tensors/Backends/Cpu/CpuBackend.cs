using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Tensors;

/// <summary>
/// The embedded backend: managed kernels on the processor's cores, with the widest vectors it has, in pooled native memory. A call uses all
/// the backend's threads and returns when its result is there; calls from several threads are safe as long as their tensors differ. Results
/// do not depend on the number of threads. They may differ in the last bits between vector widths.
/// </summary>
public sealed class CpuBackend : ITensorBackend
{
    private readonly TensorPool _pool = new();
    private readonly ITensorBackend _operations;

    /// <summary>Makes a backend with its own memory pool and threads.</summary>
    /// <param name="threadCount">How many threads compute, the caller's included; 0 means one per processor.</param>
    /// <param name="vectorBits">The vector width: 512, 256, 128, or 32 for none. 0 takes the widest that the processor has.</param>
    /// <exception cref="ArgumentOutOfRangeException">The thread count is negative, or there is no such width.</exception>
    public CpuBackend(int threadCount = 0, int vectorBits = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        var threads = threadCount == 0 ? Environment.ProcessorCount : threadCount;
        VectorBits = vectorBits == 0 ? WidestVectorBits : vectorBits;
        _operations = VectorBits switch
        {
            512 => new CpuOperations<Float512>(_pool, threads),
            256 => new CpuOperations<Float256>(_pool, threads),
            128 => new CpuOperations<Float128>(_pool, threads),
            32 => new CpuOperations<FloatScalar>(_pool, threads),
            _ => throw new ArgumentOutOfRangeException(
                nameof(vectorBits), vectorBits, "The vector width is 512, 256, 128 or 32 bits, or 0 for the widest."),
        };
    }

    /// <summary>The width of the widest vectors this process can use, in bits; 32 where it has none.</summary>
    /// <remarks>
    /// The runtime calls 512 bits unaccelerated on processors that slow down for them; matrix products still gain there.
    /// </remarks>
    public static int WidestVectorBits =>
        Avx512F.IsSupported || Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 32;

    /// <summary>The width of the vectors in use, in bits; 32 means none.</summary>
    public int VectorBits { get; }

    /// <inheritdoc/>
    public string Name => VectorBits switch
    {
        512 => "cpu-avx512",
        256 => "cpu-avx2",
        128 => "cpu-128",
        _ => "cpu-scalar",
    };

    /// <inheritdoc/>
    public PoolStatistics Memory => _pool.Statistics;

    /// <inheritdoc/>
    public void ResetPeakMemory() => _pool.ResetPeak();

    /// <inheritdoc/>
    public int ThreadCount => _operations.ThreadCount;

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The backend was disposed.</exception>
    public TensorStorage Allocate(long byteCount) => new CpuTensorStorage(_pool, byteCount);

    /// <summary>Gives memory that no tensor uses back to the system.</summary>
    public void Trim() => _pool.Trim();

    /// <summary>Ends the threads and gives unused memory back; tensors still alive give theirs back when they are disposed.</summary>
    public void Dispose()
    {
        _operations.Dispose();
        _pool.Dispose();
    }

    /// <inheritdoc/>
    public void Fill(Tensor target, float value) =>
        _operations.Fill(target, value);

    /// <inheritdoc/>
    public void Copy(Tensor source, Tensor target) =>
        _operations.Copy(source, target);

    /// <inheritdoc/>
    public void Add(Tensor left, Tensor right, Tensor result) =>
        _operations.Add(left, right, result);

    /// <inheritdoc/>
    public void Multiply(Tensor left, Tensor right, Tensor result) =>
        _operations.Multiply(left, right, result);

    /// <inheritdoc/>
    public void AddScaled(Tensor source, float factor, Tensor target) =>
        _operations.AddScaled(source, factor, target);

    /// <inheritdoc/>
    public void Scale(Tensor source, float factor, Tensor result) =>
        _operations.Scale(source, factor, result);

    /// <inheritdoc/>
    public void SumRows(Tensor source, Tensor target, bool accumulate) =>
        _operations.SumRows(source, target, accumulate);

    /// <inheritdoc/>
    public double SumOfSquares(Tensor source) =>
        _operations.SumOfSquares(source);

    /// <inheritdoc/>
    public double Sum(Tensor source) =>
        _operations.Sum(source);

    /// <inheritdoc/>
    public void Activate(Activation activation, Tensor source, Tensor result) =>
        _operations.Activate(activation, source, result);

    /// <inheritdoc/>
    public void ActivateBackward(Activation activation, Tensor resultGradient, Tensor source, Tensor sourceGradient, bool accumulate) =>
        _operations.ActivateBackward(activation, resultGradient, source, sourceGradient, accumulate);

    /// <inheritdoc/>
    public void Gate(Activation activation, Tensor gateUp, Tensor result) =>
        _operations.Gate(activation, gateUp, result);

    /// <inheritdoc/>
    public void GateBackward(Activation activation, Tensor resultGradient, Tensor gateUp, Tensor gateUpGradient) =>
        _operations.GateBackward(activation, resultGradient, gateUp, gateUpGradient);

    /// <inheritdoc/>
    public void MatMul(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor result, float alpha, bool accumulate) =>
        _operations.MatMul(left, transposeLeft, right, transposeRight, result, alpha, accumulate);

    /// <inheritdoc/>
    public void Linear(
        Tensor input, Tensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result) =>
        _operations.Linear(input, weight, bias, activation, preActivation, residual, result);

    /// <inheritdoc/>
    public void LinearBackward(
        Tensor resultGradient, Tensor input, Tensor weight, Activation activation, Tensor? preActivation, Tensor? inputGradient,
        bool accumulateInput, Tensor? weightGradient, bool accumulateWeight, Tensor? biasGradient) =>
        _operations.LinearBackward(
            resultGradient, input, weight, activation, preActivation, inputGradient, accumulateInput, weightGradient, accumulateWeight,
            biasGradient);

    /// <inheritdoc/>
    public void Dequantize(QuantizedTensor source, int firstRow, Tensor target) =>
        _operations.Dequantize(source, firstRow, target);

    /// <inheritdoc/>
    public void QuantizedLinear(
        Tensor input, QuantizedTensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual,
        Tensor result) =>
        _operations.QuantizedLinear(input, weight, bias, activation, preActivation, residual, result);

    /// <inheritdoc/>
    public void QuantizedLinearBackward(
        Tensor resultGradient, QuantizedTensor weight, Activation activation, Tensor? preActivation, Tensor? inputGradient,
        bool accumulateInput, Tensor? biasGradient) =>
        _operations.QuantizedLinearBackward(
            resultGradient, weight, activation, preActivation, inputGradient, accumulateInput, biasGradient);

    /// <inheritdoc/>
    public void LayerNorm(Tensor input, Tensor? gain, Tensor? bias, float epsilon, Tensor result, Tensor mean, Tensor inverseDeviation) =>
        _operations.LayerNorm(input, gain, bias, epsilon, result, mean, inverseDeviation);

    /// <inheritdoc/>
    public void LayerNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor mean, Tensor inverseDeviation, Tensor? inputGradient,
        bool accumulateInput, Tensor? gainGradient, Tensor? biasGradient) =>
        _operations.LayerNormBackward(
            resultGradient, input, gain, mean, inverseDeviation, inputGradient, accumulateInput, gainGradient, biasGradient);

    /// <inheritdoc/>
    public void RmsNorm(Tensor input, Tensor? gain, float epsilon, Tensor result, Tensor inverseRms) =>
        _operations.RmsNorm(input, gain, epsilon, result, inverseRms);

    /// <inheritdoc/>
    public void RmsNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor inverseRms, Tensor? inputGradient, bool accumulateInput,
        Tensor? gainGradient) =>
        _operations.RmsNormBackward(resultGradient, input, gain, inverseRms, inputGradient, accumulateInput, gainGradient);

    /// <inheritdoc/>
    public void Softmax(Tensor source, Tensor result) =>
        _operations.Softmax(source, result);

    /// <inheritdoc/>
    public void SoftmaxBackward(Tensor resultGradient, Tensor result, Tensor sourceGradient, bool accumulate) =>
        _operations.SoftmaxBackward(resultGradient, result, sourceGradient, accumulate);

    /// <inheritdoc/>
    public void Attention(
        in AttentionShape shape, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result, Tensor logSumExp) =>
        _operations.Attention(in shape, query, key, value, in options, result, logSumExp);

    /// <inheritdoc/>
    public void AttentionBackward(
        in AttentionShape shape, Tensor resultGradient, Tensor query, Tensor key, Tensor value, in AttentionOptions options, Tensor result,
        Tensor logSumExp, Tensor queryGradient, Tensor keyGradient, Tensor valueGradient, Tensor? biasGradient) =>
        _operations.AttentionBackward(
            in shape, resultGradient, query, key, value, in options, result, logSumExp, queryGradient, keyGradient, valueGradient,
            biasGradient);

    /// <inheritdoc/>
    public void DisentangledBias(
        Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount, float scale, Tensor result) =>
        _operations.DisentangledBias(query, key, positionKey, positionQuery, indices, headCount, scale, result);

    /// <inheritdoc/>
    public void DisentangledBiasBackward(
        Tensor resultGradient, Tensor query, Tensor key, Tensor? positionKey, Tensor? positionQuery, Tensor indices, int headCount,
        float scale, Tensor? queryGradient, Tensor? keyGradient, Tensor? positionKeyGradient, Tensor? positionQueryGradient) =>
        _operations.DisentangledBiasBackward(
            resultGradient, query, key, positionKey, positionQuery, indices, headCount, scale, queryGradient, keyGradient,
            positionKeyGradient, positionQueryGradient);

    /// <inheritdoc/>
    public void Rotary(
        Tensor rows, int offset, int headCount, int headSize, Tensor cosine, Tensor sine, Tensor positions, bool inverse) =>
        _operations.Rotary(rows, offset, headCount, headSize, cosine, sine, positions, inverse);

    /// <inheritdoc/>
    public void Embedding(Tensor ids, Tensor table, Tensor result, bool accumulate) =>
        _operations.Embedding(ids, table, result, accumulate);

    /// <inheritdoc/>
    public void EmbeddingBackward(Tensor ids, Tensor resultGradient, Tensor tableGradient) =>
        _operations.EmbeddingBackward(ids, resultGradient, tableGradient);

    /// <inheritdoc/>
    public void LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, int ignoreIndex, Tensor losses, float gradientScale, Tensor? inputGradient,
        Tensor? weightGradient, Tensor? rowFactors = null) =>
        _operations.LinearCrossEntropy(
            input, weight, labels, ignoreIndex, losses, gradientScale, inputGradient, weightGradient, rowFactors);

    /// <inheritdoc/>
    public void Dropout(Tensor source, float probability, ulong seed, Tensor result) =>
        _operations.Dropout(source, probability, seed, result);

    /// <inheritdoc/>
    public void Adam(
        Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, Tensor? maximum, in AdamSettings settings) =>
        _operations.Adam(parameter, gradient, firstMoment, secondMoment, maximum, in settings);

    /// <inheritdoc/>
    public void Adam8Bit(
        Tensor parameter, Tensor gradient, Tensor firstCodes, Tensor firstScales, Tensor secondCodes, Tensor secondScales, int blockSize,
        in AdamSettings settings) =>
        _operations.Adam8Bit(parameter, gradient, firstCodes, firstScales, secondCodes, secondScales, blockSize, in settings);

    /// <inheritdoc/>
    public void Sgd(Tensor parameter, Tensor gradient, Tensor? velocity, in SgdSettings settings) =>
        _operations.Sgd(parameter, gradient, velocity, in settings);

    /// <inheritdoc/>
    public void RmsProp(
        Tensor parameter, Tensor gradient, Tensor squareMean, Tensor? mean, Tensor? velocity, in RmsPropSettings settings) =>
        _operations.RmsProp(parameter, gradient, squareMean, mean, velocity, in settings);

    /// <inheritdoc/>
    public void Adagrad(Tensor parameter, Tensor gradient, Tensor squareSum, in AdagradSettings settings) =>
        _operations.Adagrad(parameter, gradient, squareSum, in settings);

    /// <inheritdoc/>
    public void Lion(Tensor parameter, Tensor gradient, Tensor moment, in LionSettings settings) =>
        _operations.Lion(parameter, gradient, moment, in settings);

    /// <inheritdoc/>
    public void Adafactor(
        Tensor parameter, Tensor gradient, Tensor rowMeans, Tensor columnMeans, Tensor? moment, in AdafactorSettings settings) =>
        _operations.Adafactor(parameter, gradient, rowMeans, columnMeans, moment, in settings);

    /// <inheritdoc/>
    public void AdafactorUnfactored(
        Tensor parameter, Tensor gradient, Tensor squareMeans, Tensor? moment, in AdafactorSettings settings) =>
        _operations.AdafactorUnfactored(parameter, gradient, squareMeans, moment, in settings);

    /// <inheritdoc/>
    public void Permute(Tensor source, ReadOnlySpan<int> axes, Tensor result) =>
        _operations.Permute(source, axes, result);

    /// <inheritdoc/>
    public void CopyBlock(
        Tensor source, int sourceOffset, int sourceStride, Tensor target, int targetOffset, int targetStride, int rows, int columns,
        bool accumulate) =>
        _operations.CopyBlock(source, sourceOffset, sourceStride, target, targetOffset, targetStride, rows, columns, accumulate);
}
