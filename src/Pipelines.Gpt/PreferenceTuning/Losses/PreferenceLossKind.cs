namespace Pipelines.Gpt;

/// <summary>What a model learns from preferences by.</summary>
public enum PreferenceLossKind
{
    /// <summary>Direct preference optimization (DPO, Rafailov et al. 2023): the logistic loss of the margin over the reference.</summary>
    Sigmoid,

    /// <summary>The hinge loss of the margin over the reference (SLiC, Zhao et al. 2023).</summary>
    Hinge,

    /// <summary>
    /// Identity preference optimization (IPO, Azar et al. 2023): the margin, averaged over tokens, is drawn to 1 / (2 β).
    /// </summary>
    Ipo,

    /// <summary>
    /// DPO corrected for a known share of swapped pairs, <see cref="PreferenceLoss.LabelSmoothing"/> (Chowdhury et al. 2024).
    /// </summary>
    Robust,

    /// <summary>Efficient exact optimization on pairs (EXO, Ji et al. 2024); a label smoothing of 0 becomes 0.001.</summary>
    ExoPair,

    /// <summary>Noise-contrastive alignment on pairs (NCA, Chen et al. 2024).</summary>
    NcaPair,

    /// <summary>Self-play preference optimization with hard labels (SPPO, Wu et al. 2024).</summary>
    SppoHard,

    /// <summary>
    /// Anchored preference optimization for chosen answers better than the model's (APO zero, D'Oosterlinck et al. 2024).
    /// </summary>
    ApoZero,

    /// <summary>Anchored preference optimization for chosen answers worse than the model's (APO down).</summary>
    ApoDown,

    /// <summary>
    /// Alignment by optimal transport (AOT, Melnyk et al. 2024): margins and reference margins are compared in sorted order.
    /// </summary>
    Aot,

    /// <summary>AOT on unpaired answers: the rewards of chosen and of rejected answers are compared in sorted order.</summary>
    AotUnpaired,

    /// <summary>Odds-ratio preference optimization (ORPO, Hong et al. 2024): no reference, and the chosen text is learned too.</summary>
    Orpo,

    /// <summary>Simple preference optimization (SimPO, Meng et al. 2024): no reference, averages over tokens, a target margin.</summary>
    SimPo,

    /// <summary>
    /// Contrastive preference optimization (CPO, Xu et al. 2024): DPO without a reference, and the chosen answer is learned too.
    /// </summary>
    Cpo,

    /// <summary>CPO with the hinge loss.</summary>
    CpoHinge,

    /// <summary>CPO with IPO's loss.</summary>
    CpoIpo,

    /// <summary>Kahneman-Tversky optimization (KTO, Ethayarajh et al. 2024): single answers, each desirable or not.</summary>
    Kto,

    /// <summary>APO zero on single answers, each desirable or not.</summary>
    ApoZeroUnpaired,
}
