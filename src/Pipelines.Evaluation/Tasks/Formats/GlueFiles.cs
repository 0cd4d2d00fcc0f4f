namespace Pipelines.Evaluation;

/// <summary>Files of GLUE that are read.</summary>
public enum GlueFiles
{
    /// <summary>Whether a sentence is acceptable English (Warstadt et al. 2019).</summary>
    Cola,

    /// <summary>Whether a sentence of a review is positive (Socher et al. 2013).</summary>
    Sst2,

    /// <summary>Whether two sentences say the same (Dolan and Brockett 2005).</summary>
    Mrpc,

    /// <summary>How similar two sentences are, 0 to 5 (Cer et al. 2017).</summary>
    StsB,
}
