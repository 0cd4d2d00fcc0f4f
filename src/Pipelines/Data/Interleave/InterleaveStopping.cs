namespace Pipelines;

/// <summary>When an interleaved view ends.</summary>
public enum InterleaveStopping
{
    /// <summary>With the last row of the view that comes to its end first: no row is repeated, the larger views are cut.</summary>
    FirstExhausted,

    /// <summary>When every view was read to its end at least once; those that end before begin again.</summary>
    AllExhausted,

    /// <summary>When every row was given once; a view that has ended is not drawn any more.</summary>
    EveryRowOnce,
}
