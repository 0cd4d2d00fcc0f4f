using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Attention without a factor on the scores: relative positions and the weights' sizes do its work.</summary>
internal sealed class T5Attention : Module
{
    private readonly T5Config _config;
    private readonly RandomGenerator _random;
    private readonly ModuleSlot<Projection> _query;
    private readonly ModuleSlot<Projection> _key;
    private readonly ModuleSlot<Projection> _value;
    private readonly ModuleSlot<Projection> _output;
    private readonly ModuleSlot<Lookup>? _relative;

    public T5Attention(ITensorBackend backend, T5Config config, RandomGenerator random, bool hasRelativeBias)
    {
        (_config, _random) = (config, random);
        _query = AddModule<Projection>("q", new Linear(backend, config.HiddenSize, config.InnerSize, bias: false));
        _key = AddModule<Projection>("k", new Linear(backend, config.HiddenSize, config.InnerSize, bias: false));
        _value = AddModule<Projection>("v", new Linear(backend, config.HiddenSize, config.InnerSize, bias: false));
        _output = AddModule<Projection>("o", new Linear(backend, config.InnerSize, config.HiddenSize, bias: false));
        if (hasRelativeBias)
            _relative = AddModule<Lookup>("relative_attention_bias", new Embedding(backend, config.RelativeBucketCount, config.HeadCount));
    }

    /// <summary>The table of relative positions, which only the first layer of a stack has.</summary>
    public Lookup? RelativeTable => _relative?.Module;

    public Tensor Queries(Tensor x) => _query.Module.Forward(x);

    public Tensor Keys(Tensor x) => _key.Module.Forward(x);

    public Tensor Values(Tensor x) => _value.Module.Forward(x);

    public Tensor Output(Tensor x, Tensor? residual) => _output.Module.Forward(x, residual: residual);

    /// <summary>Rows of queries over the keys and values of each sequence.</summary>
    /// <param name="query">[batch, queries, inner].</param>
    /// <param name="key">[batch, rows, inner]; rows beyond <paramref name="keyCount"/> are not read.</param>
    /// <param name="value">As the keys.</param>
    /// <param name="keyCount">How many keys there are.</param>
    /// <param name="isCausal">Whether a query sees only the keys up to its own place.</param>
    /// <param name="bias">[1, heads, queries, keys], or null.</param>
    /// <param name="mask">Which keys are seen; null for all.</param>
    public Tensor Attend(Tensor query, Tensor key, Tensor value, int keyCount, bool isCausal, Tensor? bias, AttentionMask? mask)
    {
        var shape = new AttentionShape
        {
            Batch = query.Shape[0],
            QueryLength = query.Shape[1],
            KeyLength = keyCount,
            HeadCount = _config.HeadCount,
            KeyValueHeadCount = _config.HeadCount,
            HeadSize = _config.HeadSize,
            Scale = 1f,
            Causal = isCausal,
            QueryStride = _config.InnerSize,
            KeyStride = _config.InnerSize,
            ValueStride = _config.InnerSize,
            KeyRowsPerSequence = key.Shape[1],
        };
        var drops = IsTraining && _config.Dropout > 0;
        return Functional.Attention(shape, query, key, value, new AttentionOptions
        {
            Mask = mask,
            Bias = bias,
            DropoutProbability = drops ? _config.Dropout : 0,
            DropoutSeed = drops ? _random.NextUInt64() : 0,
        });
    }
}
