namespace Pipelines.Retrieval;

/// <summary>What a text's features are, in scikit-learn's words its <c>analyzer</c>.</summary>
public enum TextFeatures
{
    /// <summary>Words of two or more letters, digits and underscores, and runs of them (<c>word</c>).</summary>
    Words,

    /// <summary>Runs of characters; white space counts as one (<c>char</c>).</summary>
    Characters,

    /// <summary>Runs of characters inside words, each word with a space at both ends (<c>char_wb</c>).</summary>
    CharactersInWords,
}
