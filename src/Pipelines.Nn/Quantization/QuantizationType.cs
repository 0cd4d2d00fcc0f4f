namespace Pipelines.Nn;

/// <summary>How the weights of projections are kept in few bits.</summary>
public enum QuantizationType
{
    /// <summary>NormalFloat, 4 bits, a scale for each block (bitsandbytes' <c>nf4</c>).</summary>
    Nf4,

    /// <summary>4-bit floating point, a scale for each block (bitsandbytes' <c>fp4</c>).</summary>
    Fp4,

    /// <summary>Signed bytes with a scale for each row (bitsandbytes' 8 bits).</summary>
    Int8,
}
