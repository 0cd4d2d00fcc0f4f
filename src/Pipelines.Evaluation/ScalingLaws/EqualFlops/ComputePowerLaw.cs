namespace Pipelines.Evaluation;

/// <summary>What is optimal as a power of the computation: k · C^a.</summary>
/// <param name="Coefficient">The factor k.</param>
/// <param name="Exponent">The exponent a.</param>
public sealed record ComputePowerLaw(ScoreEstimate Coefficient, ScoreEstimate Exponent)
{
    /// <summary>The value for a computation.</summary>
    /// <param name="flops">The computation, in floating-point operations.</param>
    public double At(double flops)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flops);
        return Math.Exp(Math.Log(Coefficient.Value) + Exponent.Value * Math.Log(flops));
    }

    /// <summary>The law and its intervals.</summary>
    public override string ToString() => $"{ScalingValues.Write(Coefficient)} · C^{ScalingValues.Write(Exponent)}";
}
