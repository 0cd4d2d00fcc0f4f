using System.ComponentModel.DataAnnotations;

namespace Pipelines;

/// <summary>Where a pool's pipeline comes from, and how it follows changes.</summary>
public sealed class PredictorPoolOptions
{
    /// <summary>The pipeline file, as <c>context.Model.Save</c> writes it: replaced whole, never written to in place.</summary>
    [Required]
    public string Path { get; set; } = "";

    /// <summary>
    /// How often the file's time and size are looked at. A change is taken once it has been the same for two looks, so that a file that is
    /// still being copied is left alone. Zero never looks: <see cref="IPredictorPool{TInput, TOutput}.Reload"/> does.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "24.00:00:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(1);
}
