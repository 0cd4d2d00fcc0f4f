using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;

namespace Pipelines.Retrieval;

/// <summary>What a generator of Microsoft.Extensions.AI does not say of itself.</summary>
public sealed class GeneratorEmbedderOptions
{
    /// <summary>
    /// Elements of a vector. Null, the default: what <see cref="Generation"/> asks for, or else what the generator's metadata say.
    /// </summary>
    [Range(1, 1 << 20)]
    public int? Dimension { get; set; }

    /// <summary>What each request asks for; null for the generator's defaults.</summary>
    public EmbeddingGenerationOptions? Generation { get; set; }

    /// <summary>The most tokens of a text before the model cuts it; null where that is not known.</summary>
    [Range(1, int.MaxValue)]
    public int? MaximumTokens { get; set; }

    /// <summary>Counts a text's tokens as the model does, with those around it; null where that is not known.</summary>
    public Func<string, int>? CountTokens { get; set; }
}
