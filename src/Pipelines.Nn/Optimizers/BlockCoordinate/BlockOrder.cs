namespace Pipelines.Nn;

/// <summary>The order in which <see cref="BAdam"/> takes its blocks.</summary>
public enum BlockOrder
{
    /// <summary>From the last to the first: from the output down, so that backward passes are short at first.</summary>
    Descending,

    /// <summary>From the first to the last.</summary>
    Ascending,

    /// <summary>In a new random order each time all had their turn.</summary>
    Random,

    /// <summary>Always the first.</summary>
    Fixed,
}
