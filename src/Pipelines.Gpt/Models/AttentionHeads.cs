using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>Projected queries, keys and values, side by side in one tensor's rows or in three tensors.</summary>
internal readonly record struct AttentionHeads(Tensor Query, Tensor Key, Tensor Value, int KeyOffset = 0, int ValueOffset = 0);
