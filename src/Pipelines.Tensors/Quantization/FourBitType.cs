namespace Pipelines.Tensors;

/// <summary>The sixteen values of a 4-bit data type.</summary>
public enum FourBitType
{
    /// <summary>NormalFloat: quantiles of a normal distribution, from −1 to 1, 0 among them (Dettmers et al. 2023).</summary>
    Nf4,

    /// <summary>A sign, two bits of exponent and one of mantissa.</summary>
    Fp4,
}
