namespace Pipelines.Encoders;

/// <summary>How near two vectors are.</summary>
public enum EmbeddingSimilarity
{
    /// <summary>The cosine of their angle.</summary>
    Cosine,

    /// <summary>Their inner product, for embedders whose vectors are searched so.</summary>
    InnerProduct,
}
