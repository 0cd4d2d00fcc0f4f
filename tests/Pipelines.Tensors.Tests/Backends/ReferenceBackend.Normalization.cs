namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void LayerNorm(Tensor input, Tensor? gain, Tensor? bias, float epsilon, Tensor result, Tensor mean, Tensor inverseDeviation)
    {
        var x = Floats(input);
        var y = Floats(result);
        var width = input.Shape[-1];
        for (var row = 0; row < input.Shape.RowCount; row++)
        {
            double sum = 0, squares = 0;
            for (var i = 0; i < width; i++)
                sum += x[row * width + i];
            var average = sum / width;
            for (var i = 0; i < width; i++)
                squares += (x[row * width + i] - average) * (x[row * width + i] - average);
            var inverse = 1 / Math.Sqrt(squares / width + epsilon);
            Floats(mean)[row] = (float)average;
            Floats(inverseDeviation)[row] = (float)inverse;
            for (var i = 0; i < width; i++)
            {
                var normal = (x[row * width + i] - average) * inverse;
                y[row * width + i] = (float)(normal * (gain is null ? 1 : Floats(gain)[i]) + (bias is null ? 0 : Floats(bias)[i]));
            }
        }
    }

    public void LayerNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor mean, Tensor inverseDeviation,
        Tensor? inputGradient, bool accumulateInput, Tensor? gainGradient, Tensor? biasGradient) =>
        NormBackward(resultGradient, input, gain, mean, inverseDeviation, inputGradient, accumulateInput, gainGradient, biasGradient);

    public void RmsNorm(Tensor input, Tensor? gain, float epsilon, Tensor result, Tensor inverseRms)
    {
        var x = Floats(input);
        var y = Floats(result);
        var width = input.Shape[-1];
        for (var row = 0; row < input.Shape.RowCount; row++)
        {
            double squares = 0;
            for (var i = 0; i < width; i++)
                squares += (double)x[row * width + i] * x[row * width + i];
            var inverse = 1 / Math.Sqrt(squares / width + epsilon);
            Floats(inverseRms)[row] = (float)inverse;
            for (var i = 0; i < width; i++)
                y[row * width + i] = (float)(x[row * width + i] * inverse * (gain is null ? 1 : Floats(gain)[i]));
        }
    }

    public void RmsNormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor inverseRms, Tensor? inputGradient, bool accumulateInput,
        Tensor? gainGradient) =>
        NormBackward(resultGradient, input, gain, null, inverseRms, inputGradient, accumulateInput, gainGradient, null);

    public void Softmax(Tensor source, Tensor result)
    {
        var x = Floats(source);
        var y = Floats(result);
        var width = source.Shape[-1];
        for (var row = 0; row < source.Shape.RowCount; row++)
        {
            var maximum = double.NegativeInfinity;
            for (var i = 0; i < width; i++)
                maximum = Math.Max(maximum, x[row * width + i]);
            double total = 0;
            for (var i = 0; i < width; i++)
                total += Math.Exp(x[row * width + i] - maximum);
            for (var i = 0; i < width; i++)
                y[row * width + i] = (float)(Math.Exp(x[row * width + i] - maximum) / total);
        }
    }

    public void SoftmaxBackward(Tensor resultGradient, Tensor result, Tensor sourceGradient, bool accumulate)
    {
        var g = Floats(resultGradient);
        var y = Floats(result);
        var target = Floats(sourceGradient);
        var width = result.Shape[-1];
        for (var row = 0; row < result.Shape.RowCount; row++)
        {
            double dot = 0;
            for (var i = row * width; i < (row + 1) * width; i++)
                dot += (double)g[i] * y[i];
            for (var i = row * width; i < (row + 1) * width; i++)
                target[i] = (float)((accumulate ? target[i] : 0) + y[i] * (g[i] - dot));
        }
    }

    private static void NormBackward(
        Tensor resultGradient, Tensor input, Tensor? gain, Tensor? mean, Tensor inverseDeviation,
        Tensor? inputGradient, bool accumulateInput, Tensor? gainGradient, Tensor? biasGradient)
    {
        var g = Floats(resultGradient);
        var x = Floats(input);
        var width = input.Shape[-1];
        var gainSums = new double[width];
        var biasSums = new double[width];
        for (var row = 0; row < input.Shape.RowCount; row++)
        {
            double average = mean is null ? 0 : Floats(mean)[row];
            double inverse = Floats(inverseDeviation)[row];
            double gradientSum = 0, projection = 0;
            for (var i = 0; i < width; i++)
            {
                var normal = (x[row * width + i] - average) * inverse;
                var slope = g[row * width + i] * (double)(gain is null ? 1 : Floats(gain)[i]);
                gradientSum += slope;
                projection += slope * normal;
                gainSums[i] += g[row * width + i] * normal;
                biasSums[i] += g[row * width + i];
            }

            for (var i = 0; i < width && inputGradient is not null; i++)
            {
                var normal = (x[row * width + i] - average) * inverse;
                var slope = g[row * width + i] * (double)(gain is null ? 1 : Floats(gain)[i]);
                var centre = mean is null ? 0 : gradientSum / width;
                var value = inverse * (slope - centre - normal * projection / width);
                ref var target = ref Floats(inputGradient)[row * width + i];
                target = (float)(accumulateInput ? target + value : value);
            }
        }

        for (var i = 0; i < width; i++)
        {
            if (gainGradient is not null)
                Floats(gainGradient)[i] += (float)gainSums[i];
            if (biasGradient is not null)
                Floats(biasGradient)[i] += (float)biasSums[i];
        }
    }
}
