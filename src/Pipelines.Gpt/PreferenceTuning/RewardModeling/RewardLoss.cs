namespace Pipelines.Gpt;

/// <summary>
/// The loss of a pair of rewards: −log σ(chosen − rejected − margin), and a pull of their sum to 0 (Eisenstein et al. 2023).
/// </summary>
internal static class RewardLoss
{
    /// <summary>The loss of a pair and its derivatives by the two rewards.</summary>
    public static LossTerm Of(double chosen, double rejected, double margin, double centering)
    {
        var apart = chosen - rejected - margin;
        var slope = -LogSigmoid.Sigmoid(-apart);
        var sum = chosen + rejected;
        return new LossTerm(-LogSigmoid.Of(apart) + centering * sum * sum, slope + 2 * centering * sum, -slope + 2 * centering * sum);
    }
}
