namespace Pipelines.Tensors.Tests;

internal sealed partial class ReferenceBackend
{
    public void MatMul(Tensor left, bool transposeLeft, Tensor right, bool transposeRight, Tensor result, float alpha, bool accumulate)
    {
        var (rows, columns) = (result.Shape[-2], result.Shape[-1]);
        var depth = transposeLeft ? left.Shape[-2] : left.Shape[-1];
        var a = Floats(left);
        var b = Floats(right);
        var c = Floats(result);
        for (var start = 0; start < c.Length; start += rows * columns)
        {
            var batch = start / (rows * columns);
            Product(
                a.Slice(batch * rows * depth % Math.Max(1, a.Length), rows * depth), transposeLeft,
                b.Slice(batch * columns * depth % Math.Max(1, b.Length), columns * depth), transposeRight,
                c.Slice(start, rows * columns), rows, columns, depth, alpha, accumulate);
        }
    }

    public void Linear(
        Tensor input, Tensor weight, Tensor? bias, Activation activation, Tensor? preActivation, Tensor? residual, Tensor result)
    {
        var (rows, columns, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        var x = Floats(input);
        var w = Floats(weight);
        var y = Floats(result);
        var constants = bias is null ? default : Floats(bias);
        var kept = preActivation is null ? default : Floats(preActivation);
        var addends = residual is null ? default : Floats(residual);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var sum = (bias is null ? 0 : constants[column]) + Dot(x.Slice(row * depth, depth), w.Slice(column * depth, depth));
                var index = row * columns + column;
                if (preActivation is not null)
                    kept[index] = (float)sum;
                var value = Value(activation, sum);
                y[index] = (float)(residual is null ? value : value + addends[index]);
            }
        }
    }

    public void LinearBackward(
        Tensor resultGradient, Tensor input, Tensor weight, Activation activation, Tensor? preActivation,
        Tensor? inputGradient, bool accumulateInput, Tensor? weightGradient, bool accumulateWeight, Tensor? biasGradient)
    {
        var (rows, columns, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        if (activation != Activation.None)
            ActivateBackward(activation, resultGradient, preActivation!, resultGradient, accumulate: false);
        if (biasGradient is not null)
            SumRows(resultGradient, biasGradient, accumulate: true);
        if (inputGradient is not null)
            Product(Floats(resultGradient), false, Floats(weight), false, Floats(inputGradient), rows, depth, columns, 1, accumulateInput);
        if (weightGradient is not null)
            Product(Floats(resultGradient), true, Floats(input), false, Floats(weightGradient), columns, depth, rows, 1, accumulateWeight);
    }

    public void LinearCrossEntropy(
        Tensor input, Tensor weight, Tensor labels, int ignoreIndex, Tensor losses,
        float gradientScale, Tensor? inputGradient, Tensor? weightGradient, Tensor? rowFactors = null)
    {
        var (rows, vocabulary, depth) = (input.Shape.RowCount, weight.Shape[0], weight.Shape[1]);
        var x = Floats(input);
        var w = Floats(weight);
        var ids = Integers(labels);
        var loss = Floats(losses);
        var factors = rowFactors is null ? default : Floats(rowFactors);
        var logits = new double[vocabulary];
        var gradient = new double[depth];
        var inputs = inputGradient is null ? default : Floats(inputGradient);
        var weights = weightGradient is null ? default : Floats(weightGradient);
        weights.Clear();
        for (var row = 0; row < rows; row++)
        {
            var label = ids[row];
            var source = x.Slice(row * depth, depth);
            Array.Clear(gradient);
            loss[row] = 0;
            if (label != ignoreIndex)
            {
                ThrowIfOutside(label, vocabulary, row, nameof(labels));
                for (var token = 0; token < vocabulary; token++)
                {
                    logits[token] = Dot(source, w.Slice(token * depth, depth));
                }

                var maximum = double.NegativeInfinity;
                foreach (var logit in logits)
                    maximum = Math.Max(maximum, logit);
                double total = 0;
                foreach (var logit in logits)
                    total += Math.Exp(logit - maximum);
                loss[row] = (float)(maximum + Math.Log(total) - logits[label]);
                var scale = gradientScale * (rowFactors is null ? 1 : factors[row]);
                for (var token = 0; token < vocabulary; token++)
                {
                    var slope = scale * (Math.Exp(logits[token] - maximum) / total - (token == label ? 1 : 0));
                    for (var k = 0; k < depth; k++)
                    {
                        gradient[k] += slope * w[token * depth + k];
                        if (weightGradient is not null)
                            weights[token * depth + k] += (float)(slope * source[k]);
                    }
                }
            }

            for (var k = 0; k < depth && inputGradient is not null; k++)
                inputs[row * depth + k] = (float)gradient[k];
        }
    }

    private static void ThrowIfOutside(int id, int count, int row, string parameter)
    {
        if ((uint)id >= (uint)count)
            throw new ArgumentException($"The id in row {row} is {id}; ids of a table of {count} rows lie in 0..{count - 1}.", parameter);
    }

    private static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++)
            sum += (double)left[i] * right[i];
        return sum;
    }

    private static void Product(
        ReadOnlySpan<float> a, bool transposeLeft, ReadOnlySpan<float> b, bool transposeRight, Span<float> c,
        int rows, int columns, int depth, float alpha, bool accumulate)
    {
        var (leftRow, leftStep) = transposeLeft ? (1, rows) : (depth, 1);
        var (rightColumn, rightStep) = transposeRight ? (depth, 1) : (1, columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                double sum = 0;
                for (var k = 0; k < depth; k++)
                    sum += (double)a[row * leftRow + k * leftStep] * b[column * rightColumn + k * rightStep];

                ref var target = ref c[row * columns + column];
                target = (float)(accumulate ? target + alpha * sum : alpha * sum);
            }
        }
    }
}
