namespace Pipelines.Encoders;

/// <summary>Which multiple-choice model is loaded, and how.</summary>
public sealed class MultipleChoiceLoadOptions : EncoderLoadOptions
{
    /// <summary>
    /// Whether an encoder without a trained head may be opened, as one downloaded before fine-tuning; the head then begins with fresh
    /// weights. Without it, a missing head is an error.
    /// </summary>
    public bool AllowNewHead { get; set; }

    /// <summary>Decides the fresh weights.</summary>
    public ulong Seed { get; set; }
}
