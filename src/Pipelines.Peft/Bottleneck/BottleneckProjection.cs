using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>The projection that ends a sublayer, with bottleneck adapters behind it: each reads what the one before gave.</summary>
internal sealed class BottleneckProjection(AdapterSet adapters, Projection projection)
    : AdaptedProjection<BottleneckPart>(adapters, projection, Down, Up)
{
    public const string Down = "adapter_down";
    public const string Up = "adapter_up";

    private Tensor? _read;

    /// <summary>What the sublayer reads; null where no adapter here is in parallel.</summary>
    public BottleneckInput? Input { get; set; }

    public override Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null)
    {
        _read = Input?.Take();
        var result = base.Forward(input, activation, residual);
        _read = null;
        return result;
    }

    public override void MergeInto(Tensor weight, Tensor? bias, BottleneckPart part) =>
        throw new NotSupportedException("A bottleneck is not linear, so it is in no weight.");

    protected override Tensor ComputeRun(in RowRun run, Tensor input, Activation activation, Tensor? residual)
    {
        if (_read is not { } whole || run.Count == whole.ElementCount / whole.Shape[-1])
            return base.ComputeRun(run, input, activation, residual);
        _read = Rows(whole, run, whole.Shape[-1]);
        var result = base.ComputeRun(run, input, activation, residual);
        _read = whole;
        return result;
    }

    protected override Tensor Compute(IReadOnlyList<BottleneckPart> parts, Tensor input, Activation activation, Tensor? residual)
    {
        var result = Base.Forward(input, activation);
        foreach (var part in parts)
        {
            var read = part.IsParallel ? _read ?? throw new InvalidOperationException("The sublayer ended before it began.") : result;
            result = part.Forward(read, result);
        }

        return residual is null ? result : Functional.Add(result, residual);
    }
}
