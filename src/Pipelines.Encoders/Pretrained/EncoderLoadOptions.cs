using System.ComponentModel.DataAnnotations;

namespace Pipelines.Encoders;

/// <summary>Which model folder is loaded, and how.</summary>
public class EncoderLoadOptions
{
    /// <summary>The model folder, in Hugging Face's layout.</summary>
    [Required]
    public string ModelPath { get; set; } = "";

    /// <summary>Whether the parameters are frozen: a trainer then trains only what is added or unfrozen.</summary>
    public bool Frozen { get; set; }
}
