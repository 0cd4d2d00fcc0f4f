namespace Pipelines.Nn;

/// <summary>Where BAdam's published code and its paper differ.</summary>
public enum BAdamVariant
{
    /// <summary>The code (Ledzy/BAdam): the first block is active for one step less than the others.</summary>
    Code,

    /// <summary>The paper's algorithm 1: every block is active for the same number of steps.</summary>
    Paper,
}
