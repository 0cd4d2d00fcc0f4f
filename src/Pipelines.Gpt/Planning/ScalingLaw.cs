namespace Pipelines.Gpt;

/// <summary>Power laws that say how large a model is optimal for a computation, and on how many tokens.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="ReferenceFlops">A computation.</param>
/// <param name="ReferenceParameters">The parameters that are optimal for it.</param>
/// <param name="ReferenceTokens">The tokens that are optimal for it.</param>
/// <param name="ParameterExponent">Parameters grow with the computation to this power: <c>a</c>.</param>
/// <param name="TokenExponent">Tokens grow with the computation to this power: <c>b</c>.</param>
public sealed record ScalingLaw(
    string Name, double ReferenceFlops, double ReferenceParameters, double ReferenceTokens, double ParameterExponent, double TokenExponent)
{
    /// <summary>The optimum for a computation.</summary>
    /// <param name="flops">Floating-point operations.</param>
    public ComputeOptimum ForFlops(double flops)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(flops);
        var times = flops / ReferenceFlops;
        return new ComputeOptimum(
            Name, ReferenceParameters * Math.Pow(times, ParameterExponent), flops, ReferenceTokens * Math.Pow(times, TokenExponent));
    }

    /// <summary>The computation for which a model has the optimal size, and the tokens that belong to it.</summary>
    /// <param name="parameters">Parameters of the model.</param>
    public ComputeOptimum ForParameters(double parameters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameters);
        var flops = ReferenceFlops * Math.Pow(parameters / ReferenceParameters, 1 / ParameterExponent);
        return ForFlops(flops) with { Parameters = parameters };
    }
}
