namespace Pipelines.Gpt;

/// <summary>
/// What preference tuning and reward models put into <see cref="Training.TrainingRecord.Metrics"/>; those of the validation data carry
/// <see cref="Validation"/> in front.
/// </summary>
public static class PreferenceMetrics
{
    /// <summary>The mean reward of the chosen answers: in nats times β, of reward models as the head gives it.</summary>
    public const string ChosenReward = "rewards/chosen";

    /// <summary>The mean reward of the rejected answers, as <see cref="ChosenReward"/>.</summary>
    public const string RejectedReward = "rewards/rejected";

    /// <summary>
    /// The share of pairs whose chosen answer has the higher reward, from 0 to 1; of single answers the share whose reward has the right
    /// sign. Equal rewards are no success.
    /// </summary>
    public const string Accuracy = "rewards/accuracies";

    /// <summary>The mean difference of the two rewards of a pair.</summary>
    public const string Margin = "rewards/margins";

    /// <summary>The mean logit, over the vocabulary, where the model predicts the tokens of chosen answers.</summary>
    public const string ChosenLogits = "logits/chosen";

    /// <summary>The mean logit, over the vocabulary, where the model predicts the tokens of rejected answers.</summary>
    public const string RejectedLogits = "logits/rejected";

    /// <summary>What stands before the names of what was measured on the validation data.</summary>
    public const string Validation = "validation/";
}
