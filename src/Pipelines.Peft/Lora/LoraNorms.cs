using Pipelines.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Pipelines.Peft;

/// <summary>Lengths of a weight's rows, or of its columns where it is transposed: what DoRA holds apart.</summary>
internal static class LoraNorms
{
    private const int TileElements = 1 << 18;

    /// <summary>The lengths of a weight with an adapter's product, [out]. Nothing is recorded.</summary>
    public static Tensor Of(Tensor weight, LoraWeights adapter, bool isTransposed)
    {
        using var paused = GradientTape.Pause();
        var sum = weight.To(ElementType.Float32);
        adapter.AddProduct(sum, isTransposed);
        var norms = Of(sum, isTransposed);
        sum.Dispose();
        return norms;
    }

    /// <summary>The lengths of a quantized weight with an adapter's product, [out], of which some rows are decoded at a time.</summary>
    public static Tensor Of(QuantizedTensor weight, LoraWeights adapter)
    {
        using var paused = GradientTape.Pause();
        var (rows, columns) = (weight.Shape[0], weight.Shape[1]);
        var norms = weight.Backend.Zeros(new Shape(rows));
        var height = Math.Clamp(TileElements / Math.Max(1, columns), 1, Math.Max(1, rows));
        for (var row = 0; row < rows; row += height)
        {
            using var tile = weight.Backend.Empty(new Shape(Math.Min(height, rows - row), columns));
            weight.Backend.Dequantize(weight, row, tile);
            adapter.AddProductRows(tile, row);
            using var part = Of(tile, isTransposed: false);
            part.AsSpan<float>().CopyTo(norms.AsSpan<float>()[row..]);
        }

        return norms;
    }

    /// <summary>The lengths of a weight, [out].</summary>
    public static Tensor Of(Tensor weight, bool isTransposed)
    {
        var (rows, columns) = (weight.Shape[0], weight.Shape[1]);
        var norms = weight.Backend.Zeros(new Shape(isTransposed ? columns : rows));
        var values = weight.AsSpan<float>();
        var results = norms.AsSpan<float>();
        if (!isTransposed)
        {
            for (var row = 0; row < rows; row++)
                results[row] = TensorPrimitives.Norm(values.Slice(row * columns, columns));
            return norms;
        }

        for (var row = 0; row < rows; row++)
        {
            var line = values.Slice(row * columns, columns);
            TensorPrimitives.MultiplyAdd(line, line, results, results);
        }

        TensorPrimitives.Sqrt(results, results);
        return norms;
    }

    /// <summary>The factors on the rows [out]: the lengths that are learned over those there are, which count as constants.</summary>
    public static Tensor Factors(Tensor weight, LoraWeights adapter, bool isTransposed) => Over(Of(weight, adapter, isTransposed), adapter);

    /// <summary>As the form with a weight in memory.</summary>
    public static Tensor Factors(QuantizedTensor weight, LoraWeights adapter) => Over(Of(weight, adapter), adapter);

    private static Tensor Over(Tensor inverse, LoraWeights adapter)
    {
        var values = inverse.AsSpan<float>();
        TensorPrimitives.Reciprocal(values, values);
        return Functional.Multiply(adapter.Magnitude!.Weight.Value, inverse);
    }

    /// <summary>Factors less one, for what a layer without the adapter has added already.</summary>
    public static Tensor LessOne(Tensor factors) => Functional.Add(factors, factors.Backend.Full(factors.Shape, -1f));

    /// <summary>Sets the magnitudes to the lengths that a weight with the adapter's product has; nothing without magnitudes.</summary>
    public static void Measure(Tensor weight, LoraWeights? adapter, bool isTransposed)
    {
        if (adapter is not { Magnitude: { } magnitude })
            return;
        using var norms = Of(weight, adapter, isTransposed);
        norms.AsSpan<float>().CopyTo(magnitude.Weight.Value.AsSpan<float>());
    }

    /// <summary>As the form with a weight in memory.</summary>
    public static void Measure(QuantizedTensor weight, LoraWeights? adapter)
    {
        if (adapter is not { Magnitude: { } magnitude })
            return;
        using var norms = Of(weight, adapter);
        norms.AsSpan<float>().CopyTo(magnitude.Weight.Value.AsSpan<float>());
    }

    /// <summary>Adds the adapter's product to a weight in place, and gives its rows the lengths that are learned.</summary>
    public static void Merge(Tensor weight, LoraWeights adapter, bool isTransposed)
    {
        adapter.AddProduct(weight, isTransposed);
        if (adapter.Magnitude is null)
            return;
        using var norms = Of(weight, isTransposed);
        var factors = norms.AsSpan<float>();
        TensorPrimitives.Divide(adapter.Magnitude.Weight.Value.AsSpan<float>(), factors, factors);
        ScaleRows(weight, factors, isTransposed);
    }

    // Columns where transposed.
    private static void ScaleRows(Tensor weight, ReadOnlySpan<float> factors, bool isTransposed)
    {
        var columns = weight.Shape[1];
        var values = weight.AsSpan<float>();
        for (var row = 0; row < weight.Shape[0]; row++)
        {
            var line = values.Slice(row * columns, columns);
            if (isTransposed)
                TensorPrimitives.Multiply(line, factors, line);
            else
                TensorPrimitives.Multiply(line, factors[row], line);
        }
    }
}
