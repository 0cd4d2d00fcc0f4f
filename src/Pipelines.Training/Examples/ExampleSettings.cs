namespace Pipelines.Training;

/// <summary>How examples become rows to train on.</summary>
/// <param name="MaximumLength">Tokens that the model reads of an example at most; the label of the last one lies behind it.</param>
/// <param name="TokensColumn">The column of token ids.</param>
/// <param name="LossMaskColumn">The column of zeros and ones.</param>
/// <param name="Loss">Which tokens are learned.</param>
/// <param name="Truncation">What becomes of longer examples.</param>
/// <param name="Empty">What becomes of examples with nothing to learn.</param>
public sealed record ExampleSettings(
    int MaximumLength, string TokensColumn = ColumnNames.Tokens, string LossMaskColumn = ColumnNames.LossMask,
    LossScope Loss = LossScope.Completion,
    ExampleTruncation Truncation = ExampleTruncation.CutEnd, EmptyExampleHandling Empty = EmptyExampleHandling.Refuse);
