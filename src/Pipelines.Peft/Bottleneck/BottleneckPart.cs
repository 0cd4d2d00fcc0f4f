using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>What one adapter has behind a sublayer.</summary>
/// <param name="down">[width, model].</param>
/// <param name="up">[model, width].</param>
/// <param name="options">How it is.</param>
internal sealed class BottleneckPart(Linear down, Linear up, BottleneckOptions options)
    : ProjectionPart((BottleneckProjection.Down, down), (BottleneckProjection.Up, up))
{
    private readonly float _scaling = (float)options.Scaling;

    public Linear Down { get; } = down;

    public Linear Up { get; } = up;

    public bool IsParallel => options.Parallel;

    /// <summary>The adapter's output, added to something or not.</summary>
    public Tensor Forward(Tensor input, Tensor output)
    {
        var addTo = IsParallel || options.Residual ? output : null;
        var small = Down.Forward(input, options.NonLinearity);
        if (_scaling == 1f)
            return Up.Forward(small, residual: addTo);
        var large = Functional.Scale(Up.Forward(small), _scaling);
        return addTo is null ? large : Functional.Add(addTo, large);
    }
}
