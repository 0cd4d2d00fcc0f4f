using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Pipelines;

/// <summary>Registering embedders.</summary>
public static class TextEmbedderBuilderExtensions
{
    /// <summary>
    /// Registers an embedder: the keyed service <see cref="ITextEmbedder"/>, and without a name the service itself. It is made when first
    /// asked for, once.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Its name; empty for the one that stages take without.</param>
    /// <param name="create">Makes it.</param>
    public static IPipelinesBuilder AddTextEmbedder(
        this IPipelinesBuilder builder, string name, Func<IServiceProvider, ITextEmbedder> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(create);
        builder.Services.AddKeyedSingleton(name, (services, _) => create(services));
        if (name.Length == 0)
            builder.Services.TryAddSingleton(static services => services.GetRequiredKeyedService<ITextEmbedder>(""));
        return builder;
    }

    /// <summary>Registers how embedders of a format are read back from pipeline files.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="id"><c>package.kind</c>: what <see cref="ISavableTextEmbedder.FormatId"/> says.</param>
    /// <param name="load">Reads one.</param>
    public static IPipelinesBuilder AddTextEmbedderFormat(
        this IPipelinesBuilder builder, string id, Func<ModelLoadContext, ITextEmbedder> load)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(load);
        builder.Services.AddKeyedSingleton(id, new TextEmbedderFormat(id, load));
        return builder;
    }
}
