namespace Pipelines.Nn;

/// <summary>How the weights of projections and embeddings are stored. They are computed with in Float32 all the same.</summary>
public enum WeightStorage
{
    /// <summary>4 bytes a number.</summary>
    Float32,

    /// <summary>2 bytes a number: the range of Float32 and 8 bits of precision.</summary>
    BFloat16,
}
