using Pipelines.Tokenizers;

namespace Pipelines.Peft;

/// <summary>How an adapter is loaded.</summary>
public sealed class AdapterLoadOptions
{
    /// <summary>Whether it will be trained on; otherwise it is frozen.</summary>
    public bool Trainable { get; set; }

    /// <summary>
    /// Accepts an adapter whose file says that it was saved for another base (one with the same shapes but other weights).
    /// </summary>
    public bool AllowAnotherBase { get; set; }

    /// <summary>The base's tokenizer, which must be the one the adapter was trained with; null to leave it unchecked.</summary>
    public Tokenizer? Tokenizer { get; set; }
}
