namespace Pipelines.Tensors;

/// <summary>Gradients of operands that repeated over leading dimensions.</summary>
internal static class BroadcastGradient
{
    /// <summary>Adds a gradient to that of a tensor, summing over the leading dimensions the tensor lacks.</summary>
    public static void Add(Tensor gradient, Tensor tensor)
    {
        var backend = gradient.Backend;
        var target = tensor.GradientTarget(out var accumulate);
        if (gradient.ElementCount != tensor.ElementCount)
        {
            var columns = checked((int)tensor.ElementCount);
            using var rows = gradient.ShareAs(
                columns == 0 ? new Shape(0, 0) : new Shape(checked((int)(gradient.ElementCount / columns)), columns));
            backend.SumRows(rows, target, accumulate);
        }
        else if (accumulate)
        {
            backend.AddScaled(gradient, 1f, target);
        }
        else
        {
            backend.Copy(gradient, target);
        }
    }
}
