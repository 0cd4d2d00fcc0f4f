namespace Pipelines.Gpt;

/// <summary>How DPO measures how far the model is from its reference.</summary>
public enum PreferenceDivergence
{
    /// <summary>The reverse Kullback-Leibler divergence, as in the original method.</summary>
    ReverseKullbackLeibler,

    /// <summary>The Jensen-Shannon divergence (f-DPO, Wang et al. 2023).</summary>
    JensenShannon,
}
