using Pipelines.Nn;

namespace Pipelines.Peft;

/// <summary>The adapters on a module: which there are, which act, and whether the weight has them in it.</summary>
internal sealed class LoraBank : IDisposable
{
    private readonly Dictionary<string, LoraWeights> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LoraWeights[]> _alone = new(StringComparer.Ordinal);
    private readonly List<LoraWeights> _active = [];

    /// <summary>Those that act, in the order they were asked for.</summary>
    public IReadOnlyList<LoraWeights> Active => _active;

    /// <summary>Whether the weight has the adapters in it already.</summary>
    public bool IsMerged { get; set; }

    /// <summary>Whether nothing is added to what the base computes.</summary>
    public bool IsIdle => IsMerged || _active.Count == 0;

    /// <summary>Those that a row is computed with: one by name, none, or the active ones.</summary>
    public IReadOnlyList<LoraWeights> For(string? name) => name switch
    {
        null => _active,
        RowAdapters.None => [],
        _ => _alone.GetValueOrDefault(name) ?? [],
    };

    public LoraWeights? Find(string adapter) => _weights.GetValueOrDefault(adapter);

    public void Add(string adapter, LoraWeights weights)
    {
        _weights.Add(adapter, weights);
        _alone.Add(adapter, [weights]);
    }

    public void Remove(string adapter)
    {
        if (!_weights.Remove(adapter, out var weights))
            return;
        _alone.Remove(adapter);
        _active.Remove(weights);
        weights.Dispose();
    }

    public void Activate(IReadOnlyList<string> adapters)
    {
        _active.Clear();
        foreach (var adapter in adapters)
        {
            if (Find(adapter) is { } weights)
                _active.Add(weights);
        }
    }

    public void Dispose()
    {
        foreach (var weights in _weights.Values)
            weights.Dispose();
    }
}
