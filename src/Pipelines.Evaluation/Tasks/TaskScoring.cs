namespace Pipelines.Evaluation;

/// <summary>How a model's answer is found.</summary>
public enum TaskScoring
{
    /// <summary>The model writes it.</summary>
    Generate,

    /// <summary>The most likely letter of an option.</summary>
    OptionLetter,

    /// <summary>The most likely text of an option; see <see cref="LikelihoodLength"/>.</summary>
    OptionText,

    /// <summary>There is none: how likely the text is, is the score.</summary>
    Likelihood,
}
