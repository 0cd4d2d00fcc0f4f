using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Attention of all tokens to all others, up to the output projection; three projections under the family's names.</summary>
internal abstract class EncoderSelfAttention : Module
{
    private readonly ModuleSlot<Projection> _query;
    private readonly ModuleSlot<Projection> _key;
    private readonly ModuleSlot<Projection> _value;
    private readonly int _headCount;
    private readonly float _dropout;
    private readonly RandomGenerator _random;

    protected EncoderSelfAttention(
        ITensorBackend backend, int hiddenSize, int headCount, float dropout, RandomGenerator random, string query, string key,
        string value)
    {
        _query = AddModule<Projection>(query, new Linear(backend, hiddenSize, hiddenSize));
        _key = AddModule<Projection>(key, new Linear(backend, hiddenSize, hiddenSize));
        _value = AddModule<Projection>(value, new Linear(backend, hiddenSize, hiddenSize));
        (_headCount, _dropout, _random) = (headCount, dropout, random);
    }

    protected int HeadCount => _headCount;

    protected Projection Query => _query.Module;

    protected Projection Key => _key.Module;

    /// <summary>The factor on the scores.</summary>
    protected abstract float ScaleOf(int headSize);

    /// <summary>What is added to the scores [batch, heads, length, length]; null for nothing.</summary>
    protected abstract Tensor? BiasOf(Tensor query, Tensor key, EncoderPass pass);

    /// <param name="x">What keys and values are made of.</param>
    /// <param name="pass">What the layers share.</param>
    /// <param name="asking">What queries are made of; null for <paramref name="x"/>.</param>
    public Tensor Forward(Tensor x, EncoderPass pass, Tensor? asking = null)
    {
        var (query, key, value) = (_query.Module.Forward(asking ?? x), _key.Module.Forward(x), _value.Module.Forward(x));
        var width = query.Shape[-1];
        var shape = new AttentionShape
        {
            Batch = x.Shape[0],
            QueryLength = x.Shape[1],
            KeyLength = x.Shape[1],
            HeadCount = _headCount,
            KeyValueHeadCount = _headCount,
            HeadSize = width / _headCount,
            Scale = ScaleOf(width / _headCount),
            QueryStride = width,
            KeyStride = width,
            ValueStride = width,
        };
        var drops = IsTraining && _dropout > 0;
        return Functional.Attention(shape, query, key, value, new AttentionOptions
        {
            Mask = pass.Mask,
            Bias = BiasOf(query, key, pass),
            DropoutProbability = drops ? _dropout : 0,
            DropoutSeed = drops ? _random.NextUInt64() : 0,
        });
    }
}
