using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>A module that adapters put into a model; from it the adapters of a model are found again.</summary>
public interface IAdapterLayer : IAdapterModule
{
    /// <summary>All adapters of the model.</summary>
    AdapterSet Adapters { get; }
}
