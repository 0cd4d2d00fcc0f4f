namespace Pipelines.Encoders;

/// <summary>Which masked language model is loaded, and how.</summary>
public sealed class MaskedLanguageModelLoadOptions : EncoderLoadOptions
{
    /// <summary>Whether an encoder without a head for hidden tokens may be opened; the head then begins with fresh weights.</summary>
    public bool AllowNewHead { get; set; }

    /// <summary>Decides the fresh weights.</summary>
    public ulong Seed { get; set; }
}
