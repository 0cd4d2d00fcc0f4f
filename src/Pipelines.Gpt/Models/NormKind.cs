namespace Pipelines.Gpt;

/// <summary>The normalisation before each half of a block and before the head.</summary>
public enum NormKind
{
    /// <summary>Layer normalisation (Ba et al. 2016): GPT-2.</summary>
    LayerNorm,

    /// <summary>Root-mean-square normalisation (Zhang and Sennrich 2019): Llama.</summary>
    RmsNorm,
}
