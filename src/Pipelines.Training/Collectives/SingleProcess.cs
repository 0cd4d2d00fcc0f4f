using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>One process: every sum is its own.</summary>
public sealed class SingleProcess : ICollective
{
    /// <summary>The one instance.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int WorldSize => 1;

    /// <inheritdoc/>
    public void SumAcross(Tensor tensor)
    {
    }

    /// <inheritdoc/>
    public double SumAcross(double value) => value;
}
