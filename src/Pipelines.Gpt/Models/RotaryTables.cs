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
    public RotaryRows For(int length)
    {
        var regime = _config.RopeScaling?.Regime(length, _config.BlockSize) ?? 0;
        if (regime == length)
            return MakeOnce(length);
        lock (_lock)
        {
            if (!_byRegime.TryGetValue(regime, out var tables) || tables.PositionCount < length)
            {
                var wanted = tables is null ? FirstLength : 2 * tables.PositionCount;
                if (tables is not null)
                    _replaced.Add(tables);
                tables = Make(length, Math.Max(length, Math.Min(wanted, _config.LongestRow)));
                _byRegime[regime] = tables;
            }

            return new RotaryRows(tables.Cosine, tables.Sine);
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

    // The dynamic method has other frequencies for every length: these tables are the caller's scope's, and are gone with it.
    private RotaryRows MakeOnce(int length)
    {
        using var tables = Make(length, length);
        return new RotaryRows(tables.Cosine.Clone(), tables.Sine.Clone());
    }

    private RotaryEmbedding Make(int length, int count) =>
        new(_backend, RopeFrequencies.For(_config, length), count, RopeFrequencies.AttentionFactor(_config));
}
