using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>A projection with products <c>B·diag(E)·A</c> beside it.</summary>
internal sealed class AdaLoraProjection(AdapterSet adapters, Projection projection)
    : AdaptedProjection<AdaLoraPart>(adapters, projection, Right, Left, Values)
{
    public const string Right = "lora_A";
    public const string Left = "lora_B";
    public const string Values = "lora_E";

    public override ProjectionProduct? AsProduct(Tensor input)
    {
        if (Base.AsProduct(input) is not { } product || IsIdle)
            return Base.AsProduct(input);
        List<Tensor> inputs = [product.Input];
        List<Tensor> weights = [product.Weight];
        foreach (var part in Active)
        {
            if (part.Rank == 0)
                continue;
            inputs.Add(Shrink(part, input));
            weights.Add(part.B.Value);
        }

        return new ProjectionProduct(Functional.Concat(-1, inputs.ToArray()), Functional.Concat(-1, weights.ToArray()));
    }

    public override void MergeInto(Tensor weight, Tensor? bias, AdaLoraPart part)
    {
        if (part.Rank == 0)
            return;
        using var valued = part.A.Value.Clone();
        var columns = part.A.Shape[1];
        var values = valued.AsSpan<float>();
        var e = part.E.Value.AsSpan<float>();
        for (var row = 0; row < part.Rank; row++)
        {
            var line = values.Slice(row * columns, columns);
            System.Numerics.Tensors.TensorPrimitives.Multiply(line, e[row], line);
        }

        weight.Backend.MatMul(part.B.Value, false, valued, false, weight, part.Scale, accumulate: true);
    }

    protected override Tensor Compute(IReadOnlyList<AdaLoraPart> parts, Tensor input, Activation activation, Tensor? residual)
    {
        var isFused = activation == Activation.None;
        var result = Base.Forward(input, residual: isFused ? residual : null);
        foreach (var part in parts)
        {
            if (part.Rank > 0)
                result = Functional.Linear(Shrink(part, input), part.B, residual: result);
        }

        if (isFused)
            return result;
        result = Functional.Activate(result, activation);
        return residual is null ? result : Functional.Add(result, residual);
    }

    // The rows' shares in the right directions, times the values and the factor.
    private static Tensor Shrink(AdaLoraPart part, Tensor input)
    {
        var small = Functional.Linear(part.Dropout?.Forward(input) ?? input, part.A);
        small = Functional.Multiply(small, Functional.Reshape(part.E.Value, new Shape(part.Rank)));
        return part.Scale == 1f ? small : Functional.Scale(small, part.Scale);
    }
}
