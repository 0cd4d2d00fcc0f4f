using System.ComponentModel.DataAnnotations;

namespace Pipelines.Retrieval;

/// <summary>How a text becomes the terms of an index. Documents and queries must be analysed the same way.</summary>
public sealed class TextAnalyzerOptions
{
    /// <summary>Function words of English that say little about what a text is about.</summary>
    public static IReadOnlyList<string> EnglishStopWords { get; } =
    [
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her",
        "his", "how", "if", "in", "into", "is", "it", "its", "no", "not", "of", "on", "or", "she", "such", "than", "that", "the", "their",
        "then", "there", "these", "they", "this", "those", "to", "was", "were", "what", "when", "where", "which", "who", "whom",
        "why", "will", "with",
    ];

    /// <summary>Whether upper and lower case are one.</summary>
    public bool Lowercase { get; set; } = true;

    /// <summary>Words that are left out, compared as they are after lower-casing and before stemming; none by default.</summary>
    [Required]
    public IList<string> StopWords { get; set; } = [];

    /// <summary>How words are brought to their stems; not at all by default.</summary>
    [EnumDataType(typeof(Stemmer))]
    public Stemmer Stemmer { get; set; }
}
