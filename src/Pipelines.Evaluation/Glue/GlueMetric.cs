namespace Pipelines.Evaluation;

/// <summary>What GLUE (Wang et al. 2018) and SuperGLUE (Wang et al. 2019) score tasks by.</summary>
public enum GlueMetric
{
    /// <summary>The share of rows predicted rightly.</summary>
    Accuracy,

    /// <summary>The F1 of the positive class over all rows; of MultiRC's answers, its F1a.</summary>
    F1,

    /// <summary>The mean F1 of the classes.</summary>
    MacroF1,

    /// <summary>Matthews' correlation coefficient.</summary>
    MatthewsCorrelation,

    /// <summary>Pearson's correlation.</summary>
    Pearson,

    /// <summary>Spearman's correlation.</summary>
    Spearman,

    /// <summary>The share of groups of rows, such as the answers to one question, that are all predicted rightly.</summary>
    GroupExactMatch,

    /// <summary>The share of groups of rows, such as one sentence with either gender, that are all predicted alike.</summary>
    Parity,

    /// <summary>The share of texts that are one of the expected answers, after SQuAD's normalisation.</summary>
    AnswerExactMatch,

    /// <summary>The mean token F1 against the nearest expected answer, after SQuAD's normalisation.</summary>
    AnswerF1,
}
