namespace Pipelines.Tokenizers;

/// <summary>What a piece of a SentencePiece model is; the numbers are those of its file.</summary>
internal enum SentencePieceType
{
    /// <summary>A piece of text.</summary>
    Normal = 1,

    /// <summary>Stands for what is unknown.</summary>
    Unknown = 2,

    /// <summary>Never stands for text.</summary>
    Control = 3,

    /// <summary>Always a piece of its own.</summary>
    UserDefined = 4,

    /// <summary>Not used.</summary>
    Unused = 5,

    /// <summary>A byte.</summary>
    Byte = 6,
}
