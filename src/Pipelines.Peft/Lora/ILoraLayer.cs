using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>A module with adapters on it, standing where the module stood.</summary>
internal interface ILoraLayer : IAdapterLayer
{
    /// <summary>What holds all adapters of the model.</summary>
    LoraAdapters Owner { get; }

    AdapterSet IAdapterLayer.Adapters => Owner;

    IReadOnlyCollection<string> IAdapterModule.RowAdapterNames => Owner.NamesForRows;

    /// <summary>This as a module.</summary>
    Module Module { get; }

    /// <summary>The module that is adapted.</summary>
    Module Base { get; }

    /// <summary>The weight that is adapted; null where it is quantized.</summary>
    Parameter? BaseWeight { get; }

    /// <summary>The module that is adapted, where its weight is quantized; null otherwise.</summary>
    QuantizedLinear? QuantizedBase { get; }

    /// <summary>The bias of the module; null for none.</summary>
    Parameter? BaseBias { get; }

    /// <summary>The adapters on it.</summary>
    LoraBank Bank { get; }

    /// <summary>Puts a fresh adapter on it, with A and B zero.</summary>
    void Add(string adapter, in LoraShape shape, RandomGenerator random);

    /// <summary>Takes an adapter off and disposes it.</summary>
    void Drop(string adapter);

    /// <summary>Gives the base back and disposes the rest.</summary>
    Module Release();

    /// <summary>Gives DoRA's lengths what they start with: those of the weight with the product.</summary>
    void MeasureMagnitude(string adapter);

    /// <summary>The tensors of an adapter with the names that follow the module's path in files.</summary>
    IEnumerable<(string Name, Parameter Parameter)> Tensors(string adapter);

    /// <summary>Puts an adapter into a weight of the base's shape in Float32.</summary>
    void MergeInto(Tensor weight, string adapter);

    /// <summary>The weight that is adapted in Float32, in memory of its own, which the caller disposes.</summary>
    Tensor DecodeWeight() =>
        QuantizedBase?.Weight.Dequantize().TakeOwnership() ?? BaseWeight!.Value.To(ElementType.Float32).TakeOwnership();
}
