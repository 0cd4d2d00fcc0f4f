using Pipelines.Tensors;

namespace Pipelines.Nn.Tests;

/// <summary>A decoder-only model with every fused operation, in GPT-2's or Llama's manner.</summary>
internal sealed class TinyDecoder : Module
{
    private readonly ModuleSlot<Lookup> _tokens;
    private readonly ModuleSlot<ModuleList<Block>> _blocks;
    private readonly ModuleSlot<Normalization> _norm;

    public TinyDecoder(
        ITensorBackend backend, int layers, int size, int heads, int vocabulary, int length, bool llama, RandomGenerator random,
        float dropout = 0f)
    {
        var rotary = llama ? new RotaryEmbedding(backend, size / heads, length) : null;
        _tokens = AddModule<Lookup>("wte", new Embedding(backend, vocabulary, size, random));
        _blocks = AddModule(
            "h", new ModuleList<Block>(Enumerable.Range(0, layers).Select(_ => new Block(backend, size, heads, rotary, dropout, random))));
        _norm = AddModule<Normalization>("ln_f", llama ? new RmsNorm(backend, size) : new LayerNorm(backend, size));
        if (rotary is not null)
            AddModule("rotary", rotary);
    }

    public Tensor Loss(Tensor ids, Tensor labels, Tensor positions)
    {
        var x = _tokens.Module.Forward(ids);
        for (var i = 0; i < _blocks.Module.Count; i++)
            x = _blocks.Module[i].Forward(x, positions);
        return Functional.LinearCrossEntropy(_norm.Module.Forward(x), ((Embedding)_tokens.Module).Weight, labels);
    }

    private sealed class Block : Module
    {
        private readonly int _heads;
        private readonly RotaryEmbedding? _rotary;
        private readonly ModuleSlot<Normalization> _norm1;
        private readonly ModuleSlot<Normalization> _norm2;
        private readonly ModuleSlot<Projection> _qkv;
        private readonly ModuleSlot<Projection> _output;
        private readonly ModuleSlot<Projection> _up;
        private readonly ModuleSlot<Projection> _down;
        private readonly ModuleSlot<Dropout> _dropout;

        public Block(ITensorBackend backend, int size, int heads, RotaryEmbedding? rotary, float dropout, RandomGenerator random)
        {
            _heads = heads;
            _rotary = rotary;
            _norm1 = AddModule<Normalization>("ln_1", rotary is null ? new LayerNorm(backend, size) : new RmsNorm(backend, size));
            _qkv = AddModule<Projection>("qkv", new Linear(backend, size, 3 * size, bias: rotary is null, random));
            _output = AddModule<Projection>("o", new Linear(backend, size, size, bias: rotary is null, random));
            _norm2 = AddModule<Normalization>("ln_2", rotary is null ? new LayerNorm(backend, size) : new RmsNorm(backend, size));
            _up = AddModule<Projection>("up", new Linear(backend, size, 4 * size, bias: rotary is null, random));
            _down = AddModule<Projection>(
                "down", new Linear(backend, rotary is null ? 4 * size : 2 * size, size, bias: rotary is null, random));
            _dropout = AddModule("dropout", new Dropout(dropout, random));
        }

        public Tensor Forward(Tensor x, Tensor positions)
        {
            var qkv = _qkv.Module.Forward(_norm1.Module.Forward(x));
            if (_rotary is not null)
                qkv = _rotary.Forward(qkv, positions, 2 * _heads);
            x = _output.Module.Forward(Functional.CausalAttention(qkv, _heads), residual: x);
            var normed = _dropout.Module.Forward(_norm2.Module.Forward(x));
            var hidden = _rotary is null ? _up.Module.Forward(normed, Activation.GeluTanh) : Functional.Gate(_up.Module.Forward(normed));
            return _down.Module.Forward(hidden, residual: x);
        }
    }
}
