namespace Pipelines.Gpt;

/// <summary>
/// The published scaling laws. The three of Hoffmann et al. (2022) print their exponents with two digits, too few for their own tables (3
/// and A3); these are the values that give all rows of the tables and round to the printed ones: 0.50, 0.49, 0.46.
/// </summary>
public static class ScalingLaws
{
    private const double PetaflopDay = 1e15 * 24 * 3600;

    /// <summary>Hoffmann et al. (2022), approach 1: the least loss over training curves.</summary>
    public static ScalingLaw ChinchillaTrainingCurves { get; } = Chinchilla("Chinchilla 1 (training curves)", 20.5114, 0.00759);

    /// <summary>Hoffmann et al. (2022), approach 2: curves of equal computation.</summary>
    public static ScalingLaw ChinchillaEqualFlops { get; } = Chinchilla("Chinchilla 2 (equal FLOPs)", 21.9471, 0.04132);

    /// <summary>Hoffmann et al. (2022), approach 3: a loss function fitted to all runs, <see cref="ChinchillaLoss"/>.</summary>
    public static ScalingLaw ChinchillaLossFunction { get; } = Chinchilla("Chinchilla 3 (loss function)", 41.02, 0.18024);

    /// <summary>Kaplan et al. (2020), for training at the critical batch size; parameters without embeddings.</summary>
    public static ScalingLaw Kaplan { get; } = new("Kaplan", PetaflopDay, 1.3e9, 2e10, 0.73, 0.27);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScalingLaw> All { get; } = [ChinchillaTrainingCurves, ChinchillaEqualFlops, ChinchillaLossFunction, Kaplan];

    /// <summary>
    /// The loss in nats a token that Hoffmann et al. (2022) expect of a model and its data, by the fit they print:
    /// 1.69 + 406.4 / parameters^0.34 + 410.7 / tokens^0.28. It is of their text and tokenizer.
    /// </summary>
    /// <param name="parameters">Parameters of the model.</param>
    /// <param name="tokens">Tokens trained on, each once.</param>
    public static double ChinchillaLoss(double parameters, double tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        return 1.69 + 406.4 / Math.Pow(parameters, 0.34) + 410.7 / Math.Pow(tokens, 0.28);
    }

    /// <summary>
    /// The loss in nats a token that Kaplan et al. (2020) expect of a model and its data, by their equation 1.5 with the fit of table 2.
    /// </summary>
    /// <param name="parameters">Parameters of the model without embeddings.</param>
    /// <param name="tokens">Tokens in the data set.</param>
    public static double KaplanLoss(double parameters, double tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokens);
        return Math.Pow(Math.Pow(6.4e13 / parameters, 0.076 / 0.103) + 1.8e13 / tokens, 0.103);
    }

    // Tokens a parameter at ten billion parameters, and the power of the parameters with which they grow; a computation is 6 N D.
    private static ScalingLaw Chinchilla(string name, double tokensPerParameter, double growth)
    {
        const double Parameters = 1e10;
        var tokens = tokensPerParameter * Parameters;
        return new ScalingLaw(name, 6 * Parameters * tokens, Parameters, tokens, 1 / (2 + growth), (1 + growth) / (2 + growth));
    }
}
