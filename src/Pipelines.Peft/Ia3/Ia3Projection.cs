using Pipelines.Nn;
using Pipelines.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Pipelines.Peft;

/// <summary>A projection whose outputs or inputs are multiplied by learned factors.</summary>
internal sealed class Ia3Projection(AdapterSet adapters, Projection projection)
    : AdaptedProjection<Ia3Part>(adapters, projection, Factors)
{
    public const string Factors = "ia3_l";

    public override ProjectionProduct? AsProduct(Tensor input)
    {
        if (IsIdle)
            return Base.AsProduct(input);
        foreach (var part in Active)
        {
            if (part.IsFeedForward)
                input = Functional.Multiply(input, part.Row());
        }

        if (Base.AsProduct(input) is not var (rows, weight))
            return null;
        foreach (var part in Active)
        {
            if (!part.IsFeedForward)
                weight = Functional.Permute(Functional.Multiply(Functional.Permute(weight, 1, 0), part.Row()), 1, 0);
        }

        return new ProjectionProduct(rows, weight);
    }

    public override void MergeInto(Tensor weight, Tensor? bias, Ia3Part part)
    {
        var factors = part.Factors.Value.AsSpan<float>();
        var columns = weight.Shape[1];
        var values = weight.AsSpan<float>();
        for (var row = 0; row < weight.Shape[0]; row++)
        {
            var line = values.Slice(row * columns, columns);
            if (part.IsFeedForward)
                TensorPrimitives.Multiply(line, factors, line);
            else
                TensorPrimitives.Multiply(line, factors[row], line);
        }

        if (bias is null || part.IsFeedForward)
            return;
        var biases = bias.AsSpan<float>();
        TensorPrimitives.Multiply(biases, factors, biases);
    }

    protected override Tensor Compute(IReadOnlyList<Ia3Part> parts, Tensor input, Activation activation, Tensor? residual)
    {
        var hasOutputs = false;
        foreach (var part in parts)
        {
            if (part.IsFeedForward)
                input = Functional.Multiply(input, part.Row());
            hasOutputs |= !part.IsFeedForward;
        }

        if (!hasOutputs)
            return Base.Forward(input, activation, residual);
        var result = Base.Forward(input);
        foreach (var part in parts)
        {
            if (!part.IsFeedForward)
                result = Functional.Multiply(result, part.Row());
        }

        if (activation != Activation.None)
            result = Functional.Activate(result, activation);
        return residual is null ? result : Functional.Add(result, residual);
    }
}
