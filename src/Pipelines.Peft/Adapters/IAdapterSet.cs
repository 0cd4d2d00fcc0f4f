using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>What a method's set of adapters gives to generic code: how one is made.</summary>
/// <typeparam name="TSelf">The set itself.</typeparam>
public interface IAdapterSet<TSelf> where TSelf : AdapterSet, IAdapterSet<TSelf>
{
    /// <summary>A set without adapters, for a model that has none.</summary>
    static abstract TSelf Create(Module model);
}
