using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipelines.Tokenizers;

namespace Pipelines;

/// <summary>Tokenizing in pipelines.</summary>
public static class TokenizeExtensions
{
    /// <summary>Registers the tokenize stage and the tokenizers of this package.</summary>
    public static IPipelinesBuilder AddTokenizers(this IPipelinesBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        foreach (TokenizerLoader loader in TokenizerLoader.BuiltIn)
            builder.AddTokenizerLoader(loader);
        builder.Services.TryAddSingleton(services => new TokenizerSerializer(services.GetServices<TokenizerLoader>()));
        return builder.AddStage<TokenizeEstimator, TokenizeOptions,
            TokenizeTransformer>("pipelines.tokenize", load: TokenizeTransformer.Load);
    }

    /// <summary>Registers a kind of tokenizer, so that pipeline files and tokenizer files can hold it.</summary>
    public static IPipelinesBuilder AddTokenizerLoader(this IPipelinesBuilder builder, TokenizerLoader loader)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(loader);
        // The same package added twice is one package.
        if (!builder.Services.Any(service => !service.IsKeyedService && ReferenceEquals(service.ImplementationInstance, loader)))
            builder.Services.AddSingleton(loader);
        return builder;
    }

    /// <summary>Adds the token ids of a text column. Unless a tokenizer is given, one is learned from the data.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Sets columns and tokenizer.</param>
    /// <exception cref="OptionsException">An option is out of range, or two contradict each other.</exception>
    public static TokenizeEstimator Tokenize(this TransformsCatalog catalog, Action<TokenizeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Create<TokenizeEstimator, TokenizeOptions>(configure);
    }

    /// <summary>
    /// Loads a tokenizer: a model folder in Hugging Face's layout, a <c>tokenizer.json</c>, a SentencePiece model, or a file that
    /// <see cref="SaveTokenizer"/> wrote.
    /// </summary>
    /// <exception cref="TokenizerFormatException">The file is not there, is damaged, or holds a kind that is not registered.</exception>
    public static Tokenizer LoadTokenizer(this ModelCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return TokenizerFiles.Load(path, TokenizerSerializer.From(catalog.Context.Services));
    }

    /// <summary>Saves a tokenizer to a file, whole or not at all.</summary>
    /// <exception cref="PipelineException">The file cannot be written; what was there before is intact.</exception>
    public static void SaveTokenizer(this ModelCatalog catalog, Tokenizer tokenizer, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        TokenizerSerializer.From(catalog.Context.Services).Save(tokenizer, path);
    }
}
