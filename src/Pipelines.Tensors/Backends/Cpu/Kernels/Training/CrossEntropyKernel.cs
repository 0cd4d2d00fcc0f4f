namespace Pipelines.Tensors;

/// <summary>Softmax cross-entropy of one row of logits.</summary>
internal static unsafe class CrossEntropyKernel<T> where T : unmanaged, ISimd<T>
{
    /// <summary>Exponentials summed in float before their sum joins the others in double.</summary>
    private const int Segment = 1024;

    /// <summary>The loss; the logits stay as they are.</summary>
    public static float Loss(float* logits, int width, int label)
    {
        var maximum = SoftmaxKernel<T>.Maximum(logits, width);
        var total = 0.0;
        for (var i = 0; i < width; i += Segment)
            total += SoftmaxKernel<T>.SumOfExponentials(logits + i, maximum, Math.Min(Segment, width - i));
        return (float)(Math.Log(total) + maximum - logits[label]);
    }

    /// <summary>The loss; the logits become the gradient of <c>scale · loss</c>.</summary>
    public static float Backward(float* logits, int width, int label, float scale)
    {
        var maximum = SoftmaxKernel<T>.Maximum(logits, width);
        var own = logits[label];
        var total = 0.0;
        for (var i = 0; i < width; i += Segment)
            total += SoftmaxKernel<T>.Exponentials(logits + i, maximum, logits + i, Math.Min(Segment, width - i));
        PointwiseKernel<T>.Apply(new ScaleFunction<T>((float)(scale / total)), logits, logits, width);
        logits[label] -= scale;
        return (float)(Math.Log(total) + maximum - own);
    }
}

/// <summary>Losses, and where asked for gradients, of chunks of rows.</summary>
internal unsafe struct CrossEntropyWork<T>(
    float* logits, int* labels, int ignoreIndex, float* losses, bool backward, float scale, int rows, int width, int rowsPerItem) : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var end = Math.Min(rows, (index + 1) * rowsPerItem);
        for (var row = index * rowsPerItem; row < end; row++)
        {
            var at = logits + (long)row * width;
            var label = labels[row];
            if (label == ignoreIndex)
            {
                losses[row] = 0;
                if (backward)
                    new Span<float>(at, width).Clear();
            }
            else
            {
                losses[row] = backward ? CrossEntropyKernel<T>.Backward(at, width, label, scale) : CrossEntropyKernel<T>.Loss(at, width, label);
            }
        }
    }
}
