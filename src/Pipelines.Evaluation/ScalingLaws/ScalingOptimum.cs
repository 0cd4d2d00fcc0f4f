using System.Globalization;

namespace Pipelines.Evaluation;

/// <summary>The size and the tokens that give the least loss for a computation.</summary>
/// <param name="Parameters">Parameters of the model: N.</param>
/// <param name="Tokens">Tokens to train on: D.</param>
/// <param name="Flops">The computation, in floating-point operations.</param>
/// <param name="Loss">The loss that the fit expects there, in nats a token; null where it expects none.</param>
/// <param name="IsExtrapolated">Whether the size or the tokens, or the computation, lie outside of what was measured.</param>
public readonly record struct ScalingOptimum(double Parameters, double Tokens, double Flops, double? Loss, bool IsExtrapolated)
{
    /// <summary>The optimum in a line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Flops:G4} FLOPs: {Parameters:G4} parameters, {Tokens:G4} tokens")
        + (Loss is { } loss ? string.Create(CultureInfo.InvariantCulture, $", loss {loss:F4}") : "")
        + (IsExtrapolated ? " (extrapolated)" : "");
}
