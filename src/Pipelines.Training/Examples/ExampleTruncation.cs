namespace Pipelines.Training;

/// <summary>What becomes of an example that is longer than a model takes.</summary>
public enum ExampleTruncation
{
    /// <summary>Its end is cut off, and with it the end of text: the model does not learn to stop there.</summary>
    CutEnd,

    /// <summary>Its start is cut off, but for the begin of text: the completion stays whole as long as it fits.</summary>
    CutStart,

    /// <summary>It is left out and counted.</summary>
    Drop,

    /// <summary>It is an error that names the row.</summary>
    Refuse,
}
