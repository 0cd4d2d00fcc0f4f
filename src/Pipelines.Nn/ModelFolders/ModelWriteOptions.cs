using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>How a model's weights are written.</summary>
public sealed class ModelWriteOptions
{
    /// <summary>How Float32 parameters are stored: Float32, BFloat16 or Float16.</summary>
    public ElementType ElementType { get; set; } = ElementType.Float32;

    /// <summary>
    /// The most bytes of tensors in one file; a larger model is spread over several files with an index. A tensor is never cut, so a file
    /// with
    /// a single one may be larger. Hugging Face's default is 5 GB.
    /// </summary>
    public long MaximumShardSize { get; set; } = 5_000_000_000;
}
