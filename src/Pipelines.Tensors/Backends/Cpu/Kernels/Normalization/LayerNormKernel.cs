using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Layer normalisation of one row, which stays in the first-level cache between the sweeps.</summary>
internal static unsafe class LayerNormKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Normalises a row. gain and bias may be null.</summary>
    /// <returns>The row's mean and inverse standard deviation.</returns>
    [MethodImpl(Compile.Loop)]
    public static (float Mean, float InverseDeviation) Forward(float* x, float* gain, float* bias, float epsilon, float* result, int width)
    {
        var sum = T.Zero;
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
            sum += T.Load(x + i);
        var rest = width - i;
        if (rest > 0)
            sum += T.LoadPartial(x + i, rest);
        var mean = sum.Sum() / width;

        var squares = T.Zero;
        var centre = T.Broadcast(mean);
        for (i = 0; i <= width - T.Count; i += T.Count)
        {
            var deviation = T.Load(x + i) - centre;
            squares = T.MultiplyAdd(deviation, deviation, squares);
        }

        if (rest > 0)
        {
            var deviation = Lanes<T>.Keep(T.LoadPartial(x + i, rest) - centre, rest);
            squares = T.MultiplyAdd(deviation, deviation, squares);
        }

        var inverse = 1 / MathF.Sqrt(squares.Sum() / width + epsilon);
        var scale = T.Broadcast(inverse);
        for (i = 0; i <= width - T.Count; i += T.Count)
        {
            var value = (T.Load(x + i) - centre) * scale;
            if (gain != null)
                value *= T.Load(gain + i);
            if (bias != null)
                value += T.Load(bias + i);
            value.Store(result + i);
        }

        if (rest > 0)
        {
            var value = (T.LoadPartial(x + i, rest) - centre) * scale;
            if (gain != null)
                value *= T.LoadPartial(gain + i, rest);
            if (bias != null)
                value += T.LoadPartial(bias + i, rest);
            value.StorePartial(result + i, rest);
        }

        return (mean, inverse);
    }

    /// <summary>
    /// A row's input gradient: with slopes s = g · gain and normalised x̂, <c>(s − mean(s) − x̂ · mean(s · x̂)) · inverseDeviation</c>.
    /// Adds the row's part of the gain and bias gradients to running sums. gain, inputGradient and the sums may be null. Without
    /// <paramref name="centred"/> it is RMS normalisation's gradient, where the mean is 0 and stays out.
    /// </summary>
    [MethodImpl(Compile.Loop)]
    public static void Backward(
        float* g, float* x, float* gain, float mean, float inverseDeviation, bool centred,
        float* inputGradient, bool accumulate, float* gainSums, float* biasSums, int width)
    {
        var (centre, inverse) = (T.Broadcast(mean), T.Broadcast(inverseDeviation));
        var (slopes, projections) = (T.Zero, T.Zero);
        var i = 0;
        for (; i <= width - T.Count; i += T.Count)
        {
            var gradient = T.Load(g + i);
            var normal = (T.Load(x + i) - centre) * inverse;
            if (gainSums != null)
                T.MultiplyAdd(gradient, normal, T.Load(gainSums + i)).Store(gainSums + i);
            if (biasSums != null)
                (T.Load(biasSums + i) + gradient).Store(biasSums + i);
            var slope = gain != null ? gradient * T.Load(gain + i) : gradient;
            slopes += slope;
            projections = T.MultiplyAdd(slope, normal, projections);
        }

        var rest = width - i;
        if (rest > 0)
        {
            var gradient = T.LoadPartial(g + i, rest);
            var normal = (T.LoadPartial(x + i, rest) - centre) * inverse;
            if (gainSums != null)
                T.MultiplyAdd(gradient, normal, T.LoadPartial(gainSums + i, rest)).StorePartial(gainSums + i, rest);
            if (biasSums != null)
                (T.LoadPartial(biasSums + i, rest) + gradient).StorePartial(biasSums + i, rest);
            var slope = gain != null ? gradient * T.LoadPartial(gain + i, rest) : gradient;
            slopes += slope;
            projections = T.MultiplyAdd(slope, normal, projections);
        }

        if (inputGradient == null)
            return;
        var meanSlope = T.Broadcast(centred ? slopes.Sum() / width : 0);
        var meanProjection = T.Broadcast(projections.Sum() / width);
        for (i = 0; i <= width - T.Count; i += T.Count)
        {
            var normal = (T.Load(x + i) - centre) * inverse;
            var slope = gain != null ? T.Load(g + i) * T.Load(gain + i) : T.Load(g + i);
            var value = Combine(slope, normal, meanSlope, meanProjection, inverse);
            if (accumulate)
                value += T.Load(inputGradient + i);
            value.Store(inputGradient + i);
        }

        if (rest > 0)
        {
            var normal = (T.LoadPartial(x + i, rest) - centre) * inverse;
            var slope = gain != null ? T.LoadPartial(g + i, rest) * T.LoadPartial(gain + i, rest) : T.LoadPartial(g + i, rest);
            var value = Combine(slope, normal, meanSlope, meanProjection, inverse);
            if (accumulate)
                value += T.LoadPartial(inputGradient + i, rest);
            value.StorePartial(inputGradient + i, rest);
        }
    }

    [MethodImpl(Compile.Inline)]
    private static T Combine(T slope, T normal, T meanSlope, T meanProjection, T inverse) =>
        (slope - meanSlope - normal * meanProjection) * inverse;
}

/// <summary><see cref="LayerNormKernel{T}.Forward"/> over chunks of rows.</summary>
internal unsafe struct LayerNormWork<T>(
    float* input, float* gain, float* bias, float epsilon, float* result, float* means, float* inverseDeviations,
    int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = (long)row * width;
            (means[row], inverseDeviations[row]) = LayerNormKernel<T>.Forward(input + at, gain, bias, epsilon, result + at, width);
        }
    }
}

/// <summary>
/// <see cref="LayerNormKernel{T}.Backward"/> over chunks of rows, each with sums of its own for the gain and bias gradients. Without means
/// it is RMS normalisation.
/// </summary>
internal unsafe struct NormBackwardWork<T>(
    float* resultGradient, float* input, float* gain, float* means, float* inverseDeviations, float* inputGradient, bool accumulate,
    float* gainSums, float* biasSums, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var gainRow = gainSums == null ? null : gainSums + (long)index * width;
        var biasRow = biasSums == null ? null : biasSums + (long)index * width;
        if (gainRow != null)
            new Span<float>(gainRow, width).Clear();
        if (biasRow != null)
            new Span<float>(biasRow, width).Clear();
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = (long)row * width;
            LayerNormKernel<T>.Backward(
                resultGradient + at, input + at, gain, means == null ? 0 : means[row], inverseDeviations[row], means != null,
                inputGradient == null ? null : inputGradient + at, accumulate, gainRow, biasRow, width);
        }
    }
}
