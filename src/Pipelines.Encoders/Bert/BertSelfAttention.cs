using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Scaled dot-product attention over three projections.</summary>
internal sealed class BertSelfAttention(ITensorBackend backend, BertConfig config, RandomGenerator random)
    : EncoderSelfAttention(backend, config.HiddenSize, config.HeadCount, config.AttentionDropout, random, "query", "key", "value")
{
    protected override float ScaleOf(int headSize) => 1f / MathF.Sqrt(headSize);

    protected override Tensor? BiasOf(Tensor query, Tensor key, EncoderPass pass) => null;
}
