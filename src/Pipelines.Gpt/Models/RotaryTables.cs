using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>
/// The rotary tables of a model, made as long as they are needed and kept: a model with room for 131,072 positions seldom needs them all.
/// For several threads.
/// </summary>
internal sealed class RotaryTables : Module
{
    private const int FirstLength = 4096;

    private readonly ITensorBackend _backend;
    private readonly GptConfig _config;
    private readonly Dictionary<int, RotaryEmbedding> _byRegime = [];

    // Another thread may be computing with a table that a longer one has replaced.
    private readonly List<RotaryEmbedding> _replaced = [];
    private readonly Lock _lock = new();

    public RotaryTables(ITensorBackend backend, GptConfig config)
    {
        _backend = backend;
        _config = config;
        For(1);
    }

    /// <summary>The tables for rows whose positions are all below a length.</summary>
    public RotaryEmbedding For(int length)
    {
        var regime = _config.RopeScaling?.Regime(length, _config.BlockSize) ?? 0;
        lock (_lock)
        {
            if (_byRegime.TryGetValue(regime, out var tables) && tables.PositionCount >= length)
                return tables;
            var count = Math.Min(_config.LongestRow, Math.Max(length, tables is null ? FirstLength : 2 * tables.PositionCount));
            if (tables is not null)
                _replaced.Add(tables);
            return _byRegime[regime] = new RotaryEmbedding(
                _backend, RopeFrequencies.For(_config, length), Math.Max(count, length), RopeFrequencies.AttentionFactor(_config));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tables in _byRegime.Values.Concat(_replaced))
                tables.Dispose();
        }

        base.Dispose(disposing);
    }
}
