using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>What an encoder makes of a batch. Rows at padding are finite and mean nothing.</summary>
/// <param name="EmbeddingOutput">[rows, length, hidden]: what enters the first layer.</param>
/// <param name="LastHiddenState">[rows, length, hidden]: what leaves the last.</param>
public sealed record EncoderOutput(Tensor EmbeddingOutput, Tensor LastHiddenState);
