using System.ComponentModel.DataAnnotations;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>How a reward model is trained.</summary>
public sealed class RewardModelingOptions : PreferenceRowOptions
{
    private const double UsualLearningRate = 1e-5;

    /// <summary>Makes the defaults: as those of every trainer, with a learning rate of 1e-5.</summary>
    public RewardModelingOptions()
    {
        LearningRate = UsualLearningRate;
    }

    /// <summary>The column of numbers (Single) by which the better text's reward shall be the higher one at least; null for none.</summary>
    public string? MarginColumn { get; set; }

    /// <summary>How strongly the sum of a pair's rewards is drawn to 0, squared; 0 for not at all.</summary>
    [Range(0.0, 1000.0)]
    public double CenteringCoefficient { get; set; }

    /// <summary>The column of token ids that the fitted stage scores.</summary>
    [Required]
    public string TokensColumn { get; set; } = PreferenceColumns.ChosenTokens;
}
