namespace Pipelines.Evaluation;

/// <summary>An axis: where values lie on it, and which have ticks.</summary>
internal interface IAxisScale
{
    /// <summary>The values that have a tick, upwards.</summary>
    IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value lies on the axis: 0 at its start, 1 at its end.</summary>
    double Position(double value);

    /// <summary>A tick's label.</summary>
    string Label(double tick);
}
