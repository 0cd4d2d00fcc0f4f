using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The projection that ends a sublayer, with bottleneck adapters behind it: each reads what the one before gave.</summary>
internal sealed class BottleneckProjection(AdapterSet adapters, Projection projection)
    : AdaptedProjection<BottleneckPart>(adapters, projection, Down, Up)
{
    public const string Down = "adapter_down";
    public const string Up = "adapter_up";

    /// <summary>What the sublayer reads; null where no adapter here is in parallel.</summary>
    public BottleneckInput? Input { get; set; }

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null)
    {
        var read = Input?.Take();
        if (IsIdle)
            return Base.Forward(input, activation, residual);
        var result = Base.Forward(input, activation);
        foreach (var part in Active)
        {
            result = part.Forward(
                part.IsParallel ? read ?? throw new InvalidOperationException("The sublayer ended before it began.") : result, result);
        }

        return residual is null ? result : Functional.Add(result, residual);
    }

    public override void MergeInto(Tensor weight, Tensor? bias, BottleneckPart part) =>
        throw new NotSupportedException("A bottleneck is not linear, so it is in no weight.");
}
