namespace Pipelines.Nn;

/// <summary>When and in which order <see cref="BAdam"/> changes its active block.</summary>
public sealed record BlockSchedule
{
    /// <summary>Steps for which a block is active.</summary>
    public int SwitchEvery { get; init; } = 50;

    /// <summary>The order of the blocks.</summary>
    public BlockOrder Order { get; init; } = BlockOrder.Descending;

    /// <summary>The block to start with; null for the first of the order.</summary>
    public int? StartBlock { get; init; }

    /// <summary>Whether the code or the paper is followed where they differ.</summary>
    public BAdamVariant Variant { get; init; } = BAdamVariant.Code;

    /// <summary>Parts of names of parameters that are trained with every block.</summary>
    public IReadOnlyList<string> AlwaysActive { get; init; } = [];
}
