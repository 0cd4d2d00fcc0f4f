namespace Pipelines.Benchmarks.Training;

/// <summary>A training run that goes on for a number of steps whenever it is asked to, and waits in between.</summary>
internal interface IContender : IDisposable
{
    /// <summary>What it is, for the table.</summary>
    string Name { get; }

    /// <summary>Does training steps.</summary>
    /// <returns>The seconds they took.</returns>
    double Run(int steps);
}
