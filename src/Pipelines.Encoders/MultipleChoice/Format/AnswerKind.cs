namespace Pipelines.Encoders;

/// <summary>How a column says which option is right.</summary>
public enum AnswerKind
{
    /// <summary>
    /// A column of integers has indices, one of texts letters or options' texts. A text that could be either, as the option's text <c>B</c>
    /// of another letter, is refused.
    /// </summary>
    Detect,

    /// <summary>A letter of either case; A is the first option.</summary>
    Letter,

    /// <summary>An index from 0, as a number or as its text.</summary>
    Index,

    /// <summary>The text of the option, outer white space aside.</summary>
    OptionText,
}
