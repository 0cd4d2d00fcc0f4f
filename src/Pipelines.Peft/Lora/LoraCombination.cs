namespace Pipelines.Peft;

/// <summary>How adapters become one (PEFT's <c>combination_type</c>).</summary>
public enum LoraCombination
{
    /// <summary>
    /// A and B are added up, each with the root of its weight; all have one rank. The product has cross terms, as in PEFT, so it is not the
    /// sum of the products.
    /// </summary>
    Linear,

    /// <summary>A and B are joined: the rank is the sum of the ranks and the product the weighted sum of the products.</summary>
    Concatenated,
}
