using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>A pre-normalised half-block: feed-forward, gated or not.</summary>
internal sealed class T5FeedForwardLayer : Module
{
    private readonly ModuleSlot<FeedForward> _feedForward;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public T5FeedForwardLayer(ITensorBackend backend, T5Config config, RandomGenerator random)
    {
        _feedForward = AddModule("DenseReluDense", new FeedForward(backend, config, random));
        _norm = AddModule<Normalization>("layer_norm", new RmsNorm(backend, config.HiddenSize, config.NormEpsilon));
        _dropout = AddModule("dropout", new Dropout(config.Dropout, random));
    }

    public Tensor Forward(Tensor x)
    {
        var normed = _norm.Module.Forward(x);
        return IsTraining && _dropout.Module.Probability > 0
            ? Functional.Add(x, _dropout.Module.Forward(_feedForward.Module.Forward(normed, null)))
            : _feedForward.Module.Forward(normed, x);
    }

    private sealed class FeedForward : Module
    {
        private readonly Activation _activation;
        private readonly ModuleSlot<Projection> _input;
        private readonly ModuleSlot<Projection>? _gated;
        private readonly ModuleSlot<Projection> _output;
        private readonly ModuleSlot<Dropout> _dropout;

        public FeedForward(ITensorBackend backend, T5Config config, RandomGenerator random)
        {
            Linear Inner() => new(backend, config.HiddenSize, config.IntermediateSize, bias: false);
            _activation = config.Activation;
            _input = AddModule<Projection>(config.IsGated ? "wi_0" : "wi", Inner());
            if (config.IsGated)
                _gated = AddModule<Projection>("wi_1", Inner());
            _output = AddModule<Projection>("wo", new Linear(backend, config.IntermediateSize, config.HiddenSize, bias: false));
            _dropout = AddModule("dropout", new Dropout(config.Dropout, random));
        }

        public Tensor Forward(Tensor x, Tensor? residual)
        {
            var inner = _input.Module.Forward(x, _activation);
            if (_gated is not null)
                inner = Functional.Multiply(inner, _gated.Module.Forward(x));
            return _output.Module.Forward(_dropout.Module.Forward(inner), residual: residual);
        }
    }
}
