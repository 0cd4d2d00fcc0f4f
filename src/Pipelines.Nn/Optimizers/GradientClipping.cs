namespace Pipelines.Nn;

/// <summary>Limits gradients.</summary>
public static class GradientClipping
{
    /// <summary>
    /// The Euclidean norm of all gradients together, summed in double in the order of the parameters, and the factor that brings it down
    /// to a maximum (Pascanu et al. 2013): PyTorch's <c>clip_grad_norm_</c>. The gradients stay as they are; give the factor to
    /// <see cref="Optimizer.Step"/>.
    /// </summary>
    /// <param name="optimizer">Whose parameters.</param>
    /// <param name="maximum">The highest norm allowed; <see cref="float.PositiveInfinity"/> only measures.</param>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public static ClippedGradients ByGlobalNorm(Optimizer optimizer, float maximum)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!(maximum > 0f))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The highest norm is positive.");
        var sum = 0.0;
        foreach (var state in optimizer.States)
        {
            if (state.Parameter.Gradient is { } gradient)
                sum += gradient.Backend.SumOfSquares(gradient);
        }

        var norm = Math.Sqrt(sum);
        // PyTorch adds 1e-6 to the norm; the factor never exceeds 1.
        var scale = float.IsPositiveInfinity(maximum) ? 1.0 : Math.Min(1.0, maximum / (norm + 1e-6));
        return new ClippedGradients(norm, (float)scale);
    }
}
