namespace Pipelines.Tests;

/// <summary>What is wrong with a <see cref="FlawedTransformer"/>.</summary>
public enum Flaw
{
    None,
    ReadsInTransform,
    AsksForAllColumns,
    ComputesUnasked,
    ChangesFromPassToPass,
    SaysOtherColumns,
    PartsTwice,
    CountsWrongly,
    GivesInactiveGetters,
    ChecksTooLate,
    TakesTheFirstColumnOfTheName,
    ForgetsWhenSaved,
    MapsOtherwise,
    LosesOrderInShuffle,
    FailsWithoutRows,
}
