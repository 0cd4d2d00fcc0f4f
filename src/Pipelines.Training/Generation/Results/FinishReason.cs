namespace Pipelines.Training;

/// <summary>Why a generated sequence ended.</summary>
public enum FinishReason
{
    /// <summary>It has the greatest length that was asked for.</summary>
    Length,

    /// <summary>Its last token is an end token.</summary>
    EndToken,

    /// <summary>A stop string came.</summary>
    StopString,

    /// <summary>The time was over.</summary>
    Time,

    /// <summary>The model's context is full.</summary>
    Context,
}
