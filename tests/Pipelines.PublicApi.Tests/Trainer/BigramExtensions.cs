namespace Contoso.Bigrams;

public static class BigramExtensions
{
    public static IPipelinesBuilder AddBigrams(this IPipelinesBuilder builder) =>
        builder.AddTraining().AddStage<BigramEstimator, BigramOptions, BigramTransformer>("contoso.bigrams");

    public static BigramEstimator Bigrams(this TrainersCatalog catalog, Action<BigramOptions>? configure = null) =>
        catalog.Create<BigramEstimator, BigramOptions>(configure);
}
