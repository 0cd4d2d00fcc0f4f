using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>What the rows of one pass have in common for all layers.</summary>
/// <param name="Positions">Where each token stands: Int32, one for each row.</param>
/// <param name="Rotary">The tables that rotate queries and keys; null with learned positions.</param>
/// <param name="Mask">Which tokens are seen; null for all.</param>
/// <param name="Blind">Set where a label counts at a token that sees nothing.</param>
/// <param name="Prefix">The layer's learned keys and values; null for none.</param>
internal sealed record RowContext(
    Tensor Positions, RotaryRows? Rotary, AttentionMask? Mask = null, BlindRows? Blind = null, PrefixRows? Prefix = null);
