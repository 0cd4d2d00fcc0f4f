namespace Pipelines.Tokenizers;

/// <summary>The tokenizers that a tokenize stage can learn.</summary>
public enum TokenizerKind
{
    /// <summary>Byte-level BPE: any text has ids, frequent words have one.</summary>
    BytePair,

    /// <summary>A token per character, for small models and exact lengths.</summary>
    Characters,

    /// <summary>The unigram model of SentencePiece: the most probable pieces of words.</summary>
    Unigram,

    /// <summary>BERT's: the longest pieces of lower-case words.</summary>
    WordPiece,
}
