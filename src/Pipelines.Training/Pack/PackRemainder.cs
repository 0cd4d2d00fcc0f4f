namespace Pipelines.Training;

/// <summary>What becomes of tokens at the end that do not fill a block.</summary>
public enum PackRemainder
{
    /// <summary>They are left out.</summary>
    Drop,

    /// <summary>They make a last row, padded; padding has the label −100 and counts in no loss.</summary>
    Pad,
}
