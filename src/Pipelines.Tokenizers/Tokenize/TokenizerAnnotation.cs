using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>The tokenizer that made a column of token ids, carried as an annotation so that later stages can read and write text.</summary>
public static class TokenizerAnnotation
{
    /// <summary>The annotation's kind.</summary>
    public const string Kind = "Tokenizer";

    /// <summary>The tokenizer that made the column's ids, where known.</summary>
    public static Tokenizer? GetTokenizer(this DataViewSchema.Column column) =>
        column.Annotations.TryGetValue<Tokenizer>(Kind, out var tokenizer) ? tokenizer : null;

    /// <summary>These annotations with the tokenizer.</summary>
    public static DataViewSchema.Annotations WithTokenizer(this DataViewSchema.Annotations annotations, Tokenizer tokenizer) =>
        annotations.With(Kind, tokenizer);
}
