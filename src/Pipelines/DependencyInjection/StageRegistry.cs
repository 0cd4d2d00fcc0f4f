using System.Diagnostics.CodeAnalysis;

namespace Pipelines;

internal sealed class StageRegistry : IStageRegistry
{
    private readonly Dictionary<string, StageDescriptor> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, StageDescriptor> _byTransformer = [];

    public StageRegistry(IEnumerable<StageDescriptor> stages)
    {
        foreach (var stage in stages)
        {
            if (!_byId.TryAdd(stage.Id, stage))
                throw new InvalidOperationException($"The stage id '{stage.Id}' is registered twice. Register stages through AddStage.");

            // Several stages may fit the same transformer: the first one's id is written to files, and any of them reads it.
            _byTransformer.TryAdd(stage.TransformerType, stage);
        }

        Stages = [.. _byId.Values.OrderBy(stage => stage.Id, StringComparer.Ordinal)];
    }

    public IReadOnlyCollection<StageDescriptor> Stages { get; }

    public bool TryGet(string id, [NotNullWhen(true)] out StageDescriptor? descriptor) => _byId.TryGetValue(id, out descriptor);

    public bool TryGet(Type transformerType, [NotNullWhen(true)] out StageDescriptor? descriptor) =>
        _byTransformer.TryGetValue(transformerType, out descriptor)
        || (transformerType.IsGenericType && _byTransformer.TryGetValue(transformerType.GetGenericTypeDefinition(), out descriptor));
}
