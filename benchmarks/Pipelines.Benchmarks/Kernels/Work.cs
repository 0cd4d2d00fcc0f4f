namespace Pipelines.Benchmarks.Kernels;

/// <summary>What one call of a benchmark does, so that its speed can be told in the unit that matters.</summary>
/// <param name="Name">The sizes, as the table shows them.</param>
/// <param name="Amount">How much a call does.</param>
/// <param name="Unit">What is counted, in 10⁹ per second: <c>GFLOP/s</c> or <c>GB/s</c>.</param>
public abstract record Work(string Name, double Amount, string Unit)
{
    /// <summary>The unit of floating-point operations, a multiply-add counting as two.</summary>
    public const string Operations = "GFLOP/s";

    /// <summary>The sizes.</summary>
    public override string ToString() => Name;
}
