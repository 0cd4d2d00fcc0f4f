namespace Pipelines.Retrieval;

/// <summary>How words are brought to their stems.</summary>
public enum Stemmer
{
    /// <summary>They stay as they are.</summary>
    None,

    /// <summary>English, by Porter's rules of 1980; a possessive ending goes first.</summary>
    Porter,
}
