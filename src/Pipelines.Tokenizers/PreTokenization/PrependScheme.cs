namespace Pipelines.Tokenizers;

/// <summary>Where a metaspace is put before text.</summary>
public enum PrependScheme
{
    /// <summary>Before every piece between added tokens.</summary>
    Always,

    /// <summary>Before the text's first piece only.</summary>
    First,

    /// <summary>Nowhere.</summary>
    Never,
}
