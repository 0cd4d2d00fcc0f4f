namespace Pipelines.Training;

/// <summary>What looks wrong about examples.</summary>
public enum PreflightCause
{
    /// <summary>No row can be trained on.</summary>
    NothingKept,

    /// <summary>No validation row can be measured on.</summary>
    NothingToMeasure,

    /// <summary>Every row is longer than the model reads.</summary>
    EveryRowCut,

    /// <summary>The begin of text stands twice in a row.</summary>
    SeveralBegins,

    /// <summary>Rows do not end in the end of text, so a model does not learn to stop.</summary>
    MissingEnd,

    /// <summary>A template left a hole unfilled.</summary>
    UnfilledHole,

    /// <summary>Much of a row is no text.</summary>
    Unreadable,

    /// <summary>All rows have the same answer.</summary>
    OneAnswer,

    /// <summary>Validation rows are trained on.</summary>
    SharedWithValidation,
}
