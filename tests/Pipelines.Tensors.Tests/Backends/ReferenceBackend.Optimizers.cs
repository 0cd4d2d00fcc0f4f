namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void Adam(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, Tensor? maximum, in AdamSettings settings)
    {
        var m = Floats(firstMoment);
        var v = Floats(secondMoment);
        var p = Floats(parameter)[(int)settings.Offset..];
        var g = Floats(gradient)[(int)settings.Offset..];
        var stepSize = settings.LearningRate / (1 - Math.Pow(settings.Beta1, settings.Step));
        var rootCorrection = Math.Sqrt(1 - Math.Pow(settings.Beta2, settings.Step));
        for (var i = 0; i < m.Length; i++)
        {
            var slope = g[i] * settings.GradientScale + (settings.IsDecoupled ? 0 : settings.WeightDecay * p[i]);
            m[i] = (float)(settings.Beta1 * m[i] + (1.0 - settings.Beta1) * slope);
            v[i] = (float)(settings.Beta2 * v[i] + (1.0 - settings.Beta2) * slope * slope);
            var spread = v[i];
            if (maximum is not null)
                spread = Floats(maximum)[i] = Math.Max(Floats(maximum)[i], v[i]);
            p[i] = (float)(p[i] * (settings.IsDecoupled ? 1.0 - settings.LearningRate * settings.WeightDecay : 1)
                - stepSize * m[i] / (Math.Sqrt(spread) / rootCorrection + settings.Epsilon));
        }
    }

    public void Adam8Bit(
        Tensor parameter, Tensor gradient, Tensor firstCodes, Tensor firstScales, Tensor secondCodes, Tensor secondScales, int blockSize,
        in AdamSettings settings)
    {
        using var first = Expanded(firstCodes, firstScales, DynamicMap.Signed, blockSize);
        using var second = Expanded(secondCodes, secondScales, DynamicMap.Unsigned, blockSize);
        Adam(parameter, gradient, first, second, null, settings);
        Round(first, firstCodes, firstScales, DynamicMap.Signed, blockSize, least: 0);
        Round(second, secondCodes, secondScales, DynamicMap.Unsigned, blockSize, least: 1);
    }

    private Tensor Expanded(Tensor codes, Tensor scales, DynamicMap map, int blockSize)
    {
        var result = this.Zeros(codes.Shape);
        for (var i = 0; i < codes.ElementCount; i++)
            Floats(result)[i] = map.Codes[codes.AsSpan<byte>()[i]] * Floats(scales)[i / blockSize];
        return result;
    }

    private static void Round(Tensor values, Tensor codes, Tensor scales, DynamicMap map, int blockSize, int least)
    {
        var x = Floats(values).ToArray();
        for (var start = 0; start < x.Length; start += blockSize)
        {
            var block = x[start..Math.Min(x.Length, start + blockSize)];
            var scale = Floats(scales)[start / blockSize] = block.Max(Math.Abs);
            for (var i = 0; i < block.Length; i++)
            {
                var best = 0;
                for (var code = 1; code < 256 && scale > 0; code++)
                {
                    if (Math.Abs(map.Codes[code] - block[i] / scale) < Math.Abs(map.Codes[best] - block[i] / scale))
                        best = code;
                }

                codes.AsSpan<byte>()[start + i] = (byte)(block[i] > 0 ? Math.Max(best, least) : best);
            }
        }
    }

    public void Sgd(Tensor parameter, Tensor gradient, Tensor? velocity, in SgdSettings settings)
    {
        var p = Floats(parameter);
        var g = Floats(gradient);
        for (var i = 0; i < p.Length; i++)
        {
            var step = g[i] * settings.GradientScale + settings.WeightDecay * p[i];
            if (velocity is not null)
            {
                ref var buffer = ref Floats(velocity)[i];
                buffer = (float)(settings.IsFirst ? step : settings.Momentum * buffer + (1 - settings.Dampening) * step);
                step = settings.Nesterov ? step + settings.Momentum * buffer : buffer;
            }

            p[i] = (float)(p[i] - settings.LearningRate * step);
        }
    }

    public void RmsProp(Tensor parameter, Tensor gradient, Tensor squareMean, Tensor? mean, Tensor? velocity, in RmsPropSettings settings)
    {
        var p = Floats(parameter);
        var g = Floats(gradient);
        var squares = Floats(squareMean);
        for (var i = 0; i < p.Length; i++)
        {
            var slope = g[i] * settings.GradientScale + settings.WeightDecay * p[i];
            squares[i] = (float)(settings.Smoothing * squares[i] + (1 - settings.Smoothing) * slope * slope);
            double variance = squares[i];
            if (mean is not null)
            {
                ref var average = ref Floats(mean)[i];
                average = (float)(settings.Smoothing * average + (1 - settings.Smoothing) * slope);
                variance -= (double)average * average;
            }

            var step = slope / (Math.Sqrt(variance) + settings.Epsilon);
            if (velocity is not null)
                step = Floats(velocity)[i] = (float)(settings.Momentum * Floats(velocity)[i] + step);
            p[i] = (float)(p[i] - settings.LearningRate * step);
        }
    }

    public void Adagrad(Tensor parameter, Tensor gradient, Tensor squareSum, in AdagradSettings settings)
    {
        var p = Floats(parameter);
        var g = Floats(gradient);
        var sums = Floats(squareSum);
        for (var i = 0; i < p.Length; i++)
        {
            var slope = g[i] * settings.GradientScale + settings.WeightDecay * p[i];
            sums[i] = (float)(sums[i] + slope * slope);
            p[i] = (float)(p[i] - settings.LearningRate * slope / (Math.Sqrt(sums[i]) + settings.Epsilon));
        }
    }

    public void Lion(Tensor parameter, Tensor gradient, Tensor moment, in LionSettings settings)
    {
        var p = Floats(parameter);
        var g = Floats(gradient);
        var m = Floats(moment);
        for (var i = 0; i < p.Length; i++)
        {
            var slope = g[i] * settings.GradientScale;
            var direction = Math.Sign(settings.Beta1 * m[i] + (1 - settings.Beta1) * slope);
            p[i] = (float)(p[i] * (1 - settings.LearningRate * settings.WeightDecay) - settings.LearningRate * direction);
            m[i] = (float)(settings.Beta2 * m[i] + (1 - settings.Beta2) * slope);
        }
    }

    public void Adafactor(
        Tensor parameter, Tensor gradient, Tensor rowMeans, Tensor columnMeans, Tensor? moment, in AdafactorSettings settings)
    {
        var (rows, columns) = (parameter.Shape[-2], parameter.Shape[-1]);
        var r = Floats(rowMeans);
        var c = Floats(columnMeans);
        var g = Floats(gradient);
        var update = new double[g.Length];
        for (var start = 0; start < g.Length; start += rows * columns)
        {
            var (rowMean, firstRow, firstColumn) = (0.0, start / columns, start / rows);
            for (var i = 0; i < rows; i++)
            {
                var mean = 0.0;
                for (var j = 0; j < columns; j++)
                    mean += Square(g[start + i * columns + j], settings) / columns;
                r[firstRow + i] = (float)(settings.SecondDecay * r[firstRow + i] + (1 - settings.SecondDecay) * mean);
                rowMean += (double)r[firstRow + i] / rows;
            }

            for (var j = 0; j < columns; j++)
            {
                var mean = 0.0;
                for (var i = 0; i < rows; i++)
                    mean += Square(g[start + i * columns + j], settings) / rows;
                c[firstColumn + j] = (float)(settings.SecondDecay * c[firstColumn + j] + (1 - settings.SecondDecay) * mean);
            }

            for (var i = 0; i < rows * columns; i++)
            {
                var square = r[firstRow + i / columns] / rowMean * c[firstColumn + i % columns];
                update[start + i] = g[start + i] * settings.GradientScale / Math.Sqrt(square);
            }
        }

        Apply(parameter, update, moment, settings);
    }

    public void AdafactorUnfactored(Tensor parameter, Tensor gradient, Tensor squareMeans, Tensor? moment, in AdafactorSettings settings)
    {
        var v = Floats(squareMeans);
        var g = Floats(gradient);
        var update = new double[g.Length];
        for (var i = 0; i < g.Length; i++)
        {
            v[i] = (float)(settings.SecondDecay * v[i] + (1 - settings.SecondDecay) * Square(g[i], settings));
            update[i] = g[i] * settings.GradientScale / Math.Sqrt(v[i]);
        }

        Apply(parameter, update, moment, settings);
    }

    private static double Square(float gradient, in AdafactorSettings settings) =>
        gradient * settings.GradientScale * (gradient * settings.GradientScale) + settings.SquareEpsilon;

    private static void Apply(Tensor parameter, double[] update, Tensor? moment, in AdafactorSettings settings)
    {
        var p = Floats(parameter);
        var stepSize = settings.LearningRate;
        if (settings.ScalesByParameter)
            stepSize *= Math.Max(settings.ScaleEpsilon, RootMeanSquare([.. p.ToArray().Select(x => (double)x)]));
        var clip = Math.Max(1, RootMeanSquare(update) / settings.ClipThreshold);
        for (var i = 0; i < p.Length; i++)
        {
            var step = update[i] / clip * stepSize;
            if (moment is not null)
                step = Floats(moment)[i] = (float)(settings.Beta1 * Floats(moment)[i] + (1 - settings.Beta1) * step);
            p[i] = (float)(p[i] * (1 - settings.WeightDecay * stepSize) - step);
        }
    }

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Sum(x => x * x) / values.Length);
}
