namespace Pipelines.Tokenizers;

/// <summary>The end of a sequence at which something happens.</summary>
public enum TextSide
{
    /// <summary>The end.</summary>
    Right,

    /// <summary>The start.</summary>
    Left,
}
