namespace Pipelines.Tensors.Tests;

internal sealed unsafe partial class ReferenceBackend
{
    public void Dequantize(QuantizedTensor source, int firstRow, Tensor target)
    {
        var columns = source.Shape[1];
        var values = Floats(target);
        for (var i = 0; i < values.Length; i++)
        {
            var element = firstRow * columns + i;
            values[i] = source switch
            {
                FourBitTensor fourBit => Decode(fourBit, element),
                EightBitTensor eightBit => eightBit.Codes.AsSpan<sbyte>()[element] * (eightBit.Scales.AsSpan<float>()[element / columns] / 127f),
                _ => throw new NotSupportedException(source.GetType().Name),
            };
        }
    }

    public void QuantizedLinear(
        Tensor input, QuantizedTensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result)
    {
        using var whole = Whole(weight);
        Linear(input, whole, bias, activation, preActivation, residual, result);
    }

    public void QuantizedLinearBackward(
        Tensor resultGradient, QuantizedTensor weight, Activation activation, Tensor? preActivation, Tensor? inputGradient,
        bool accumulateInput, Tensor? biasGradient)
    {
        using var whole = Whole(weight);
        var rows = resultGradient.Shape.With(-1, weight.Shape[1]);
        using var input = TensorFactory.Zeros(this, rows);
        LinearBackward(
            resultGradient, input, whole, activation, preActivation, inputGradient, accumulateInput, weightGradient: null,
            accumulateWeight: false, biasGradient);
    }

    private static float Decode(FourBitTensor tensor, int element)
    {
        var pair = tensor.Codes.AsSpan<byte>()[element / 2];
        var code = element % 2 == 0 ? pair >> 4 : pair & 15;
        return FourBitCodeBook.Of(tensor.Options.Type).Values[code] * tensor.ScaleOf(element / tensor.Options.BlockSize);
    }

    private Tensor Whole(QuantizedTensor weight)
    {
        var whole = TensorFactory.Empty(this, weight.Shape);
        Dequantize(weight, 0, whole);
        return whole;
    }
}
