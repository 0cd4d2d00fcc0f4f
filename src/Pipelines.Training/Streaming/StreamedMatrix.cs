using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>A weight of a layer and its place in a file.</summary>
internal sealed class StreamedMatrix(Tensor target)
{
    private SafetensorsReader? _reader;
    private WeightSource? _source;

    public Tensor Target { get; } = target;

    public string? Name => _source?.ParameterName;

    /// <summary>Whether the model still has the weight: another module may have taken its place.</summary>
    public bool IsAlive => Target.IsStreamed;

    public void Place(SafetensorsReader reader, WeightSource source) => (_reader, _source) = (reader, source);

    public void ReadInto(Tensor tensor) => _reader!.ReadInto(_source!.TensorName, tensor, _source.IsTransposed);

    public void Vacate()
    {
        if (IsAlive)
            Target.Vacate();
    }
}
