using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>A post-normalised block as BERT has it: attention, then feed-forward, each added to its input and normalised.</summary>
internal sealed class EncoderLayer : Module
{
    private readonly ModuleSlot<Attention> _attention;
    private readonly ModuleSlot<Intermediate> _intermediate;
    private readonly ModuleSlot<ResidualOutput> _output;

    public EncoderLayer(
        ITensorBackend backend, EncoderSelfAttention self, int hiddenSize, int intermediateSize, Activation activation, float epsilon,
        float dropout, RandomGenerator random)
    {
        var attended = new ResidualOutput(backend, hiddenSize, hiddenSize, epsilon, dropout, random);
        _attention = AddModule("attention", new Attention(self, attended));
        _intermediate = AddModule("intermediate", new Intermediate(backend, hiddenSize, intermediateSize, activation));
        _output = AddModule("output", new ResidualOutput(backend, intermediateSize, hiddenSize, epsilon, dropout, random));
    }

    public Tensor Forward(Tensor x, EncoderPass pass)
    {
        if (pass.Checkpointing is not { } random)
            return Compute(x, pass);
        return pass.RelativeEmbeddings is { } relative
            ? GradientCheckpoint.Run(random, inputs => Compute(inputs[0], pass with { RelativeEmbeddings = inputs[1] }), x, relative)
            : GradientCheckpoint.Run(random, inputs => Compute(inputs[0], pass), x);
    }

    private Tensor Compute(Tensor x, EncoderPass pass)
    {
        x = _attention.Module.Forward(x, pass);
        return _output.Module.Forward(_intermediate.Module.Forward(x), x);
    }

    private sealed class Attention : Module
    {
        private readonly ModuleSlot<EncoderSelfAttention> _self;
        private readonly ModuleSlot<ResidualOutput> _output;

        public Attention(EncoderSelfAttention self, ResidualOutput output)
        {
            _self = AddModule("self", self);
            _output = AddModule("output", output);
        }

        public Tensor Forward(Tensor x, EncoderPass pass) => _output.Module.Forward(_self.Module.Forward(x, pass), x);
    }

    private sealed class Intermediate : Module
    {
        private readonly ModuleSlot<Projection> _dense;
        private readonly Activation _activation;

        public Intermediate(ITensorBackend backend, int size, int intermediateSize, Activation activation)
        {
            _dense = AddModule<Projection>("dense", new Linear(backend, size, intermediateSize));
            _activation = activation;
        }

        public Tensor Forward(Tensor x) => _dense.Module.Forward(x, _activation);
    }
}
