using System.Diagnostics.CodeAnalysis;

namespace Pipelines;

/// <summary>The stages that can be made from configuration and loaded from pipeline files.</summary>
public interface IStageRegistry
{
    /// <summary>All of them, by id.</summary>
    IReadOnlyCollection<StageDescriptor> Stages { get; }

    /// <summary>The stage with an id.</summary>
    bool TryGet(string id, [NotNullWhen(true)] out StageDescriptor? descriptor);

    /// <summary>The stage that a transformer belongs to.</summary>
    bool TryGet(Type transformerType, [NotNullWhen(true)] out StageDescriptor? descriptor);
}
