using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>A pre-normalised half-block: attention within a stack, or of the decoder to the encoder's output.</summary>
internal sealed class T5AttentionLayer : Module
{
    private readonly ModuleSlot<T5Attention> _attention;
    private readonly ModuleSlot<Normalization> _norm;
    private readonly ModuleSlot<Dropout> _dropout;

    public T5AttentionLayer(ITensorBackend backend, T5Config config, RandomGenerator random, string name, bool hasRelativeBias)
    {
        _attention = AddModule(name, new T5Attention(backend, config, random, hasRelativeBias));
        _norm = AddModule<Normalization>("layer_norm", new RmsNorm(backend, config.HiddenSize, config.NormEpsilon));
        _dropout = AddModule("dropout", new Dropout(config.Dropout, random));
    }

    public T5Attention Attention => _attention.Module;

    public Tensor Normalize(Tensor x) => _norm.Module.Forward(x);

    /// <summary>Adds what attention gave to the layer's input.</summary>
    public Tensor Finish(Tensor attended, Tensor residual) => IsTraining && _dropout.Module.Probability > 0
        ? Functional.Add(residual, _dropout.Module.Forward(Attention.Output(attended, null)))
        : Attention.Output(attended, residual);

    /// <summary>Whole sequences [batch, length, hidden].</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="memory">The encoder's output; null for attention within the stack.</param>
    /// <param name="isCausal">Whether a query sees only the keys up to its own place.</param>
    /// <param name="bias">Of the relative positions, or null.</param>
    /// <param name="mask">Which keys are seen; null for all.</param>
    public Tensor Forward(Tensor x, Tensor? memory, bool isCausal, Tensor? bias, AttentionMask? mask)
    {
        var normed = Normalize(x);
        var source = memory ?? normed;
        var (query, key, value) = (Attention.Queries(normed), Attention.Keys(source), Attention.Values(source));
        return Finish(Attention.Attend(query, key, value, key.Shape[1], isCausal, bias, mask), x);
    }
}
