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

    /// <param name="x">What is attended to.</param>
    /// <param name="pass">What the layers share.</param>
    /// <param name="asking">What attends, and is added to; null for <paramref name="x"/>.</param>
    public Tensor Forward(Tensor x, EncoderPass pass, Tensor? asking = null)
    {
        if (pass.Checkpointing is not { } random)
            return Compute(x, pass, asking);
        var relative = pass.RelativeEmbeddings;
        Tensor[] inputs = [x, .. relative is null ? (Tensor[])[] : [relative], .. asking is null ? (Tensor[])[] : [asking]];
        return GradientCheckpoint.Run(
            random,
            kept => Compute(
                kept[0], relative is null ? pass : pass with { RelativeEmbeddings = kept[1] }, asking is null ? null : kept[^1]),
            inputs);
    }

    private Tensor Compute(Tensor x, EncoderPass pass, Tensor? asking)
    {
        x = _attention.Module.Forward(x, pass, asking);
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

        public Tensor Forward(Tensor x, EncoderPass pass, Tensor? asking) =>
            _output.Module.Forward(_self.Module.Forward(x, pass, asking), asking ?? x);
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
