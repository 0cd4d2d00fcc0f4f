using System.Text;
using Microsoft.Extensions.Configuration;

namespace Pipelines;

/// <summary>Pipelines from configuration.</summary>
public static class ModelCatalogConfiguration
{
    /// <summary>
    /// Makes a pipeline of registered stages. Options that are not given are those configured for the context, or the defaults;
    /// <c>cache</c> keeps what the stage before it gives while later ones are fitted.
    /// </summary>
    /// <example>
    /// <code>
    /// { "Stages": [
    ///   { "Stage": "pipelines.tokenize", "Options": { "Kind": "BytePair" } },
    ///   { "Stage": "cache" },
    ///   { "Stage": "pipelines.pack", "Options": { "BlockSize": 256 }, "Scope": "Training" } ] }
    /// </code>
    /// </example>
    /// <param name="catalog">The catalog.</param>
    /// <param name="configuration">A configuration or a section of one.</param>
    /// <exception cref="PipelineException">
    /// A stage or option is unknown, or a value of a wrong type; the message has its path and near names.
    /// </exception>
    /// <exception cref="OptionsException">An option is out of range; the message has its path.</exception>
    public static EstimatorChain<ITransformer> CreatePipeline(this ModelCatalog catalog, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(configuration);
        return PipelineConfiguration.Create(catalog.Context, configuration);
    }

    /// <summary>
    /// As <see cref="CreatePipeline(ModelCatalog, IConfiguration)"/>, from JSON; comments and trailing commas are allowed.
    /// </summary>
    /// <exception cref="PipelineException">The text is no JSON, or what it says is not understood.</exception>
    public static EstimatorChain<ITransformer> CreatePipelineFromJson(this ModelCatalog catalog, string json)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(json);
        return PipelineConfiguration.Create(catalog.Context, Parse(new MemoryStream(Encoding.UTF8.GetBytes(json)), "The text"));
    }

    /// <summary>As <see cref="CreatePipeline(ModelCatalog, IConfiguration)"/>, from a JSON file.</summary>
    /// <exception cref="PipelineException">The file cannot be read, is no JSON, or what it says is not understood.</exception>
    public static EstimatorChain<ITransformer> CreatePipelineFromFile(this ModelCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = File.OpenRead(path);
            return PipelineConfiguration.Create(catalog.Context, Parse(stream, path));
        }
        catch (OptionsException e)
        {
            throw new OptionsException($"{path}: {e.Stage}", e.Failures);
        }
        catch (PipelineException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new PipelineException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"{path}: the file cannot be read: {e.Message}", e);
        }
    }

    private static IConfiguration Parse(Stream json, string source)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonStream(json).Build();
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
        {
            throw new PipelineException($"{source} is not a JSON object: {e.Message} {e.InnerException?.Message}".TrimEnd(), e);
        }
    }
}
