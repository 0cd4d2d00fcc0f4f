using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pipelines.Gpt;

namespace Pipelines;

/// <summary>Registers decoders as chat clients.</summary>
public static class GptChatClientBuilderExtensions
{
    /// <summary>
    /// Registers a decoder as an <see cref="IChatClient"/>: a keyed service by its name, and without a key where the name is empty. It is
    /// made when first asked for, once; its options are checked when the host starts.
    /// </summary>
    /// <param name="builder">The builder, with <c>AddGpt</c>.</param>
    /// <param name="name">The name; empty for the client that is asked for without.</param>
    /// <param name="configure">
    /// Gives the model and how it answers; null where configuration binds the options of this name, or the model is registered by
    /// <c>AddGptModel</c> under it.
    /// </param>
    public static IPipelinesBuilder AddGptChatClient(
        this IPipelinesBuilder builder, string name = "", Action<GptChatServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        builder.ValidateOnStart<GptChatServiceOptions>(name);
        if (configure is not null)
            builder.Services.Configure(name, configure);
        builder.Services.AddKeyedSingleton<IChatClient>(name, static (services, key) => Create(services, (string)key!));
        if (name.Length == 0)
            builder.Services.TryAddSingleton(static services => services.GetRequiredKeyedService<IChatClient>(""));
        return builder;
    }

    private static GptChatClient Create(IServiceProvider services, string name)
    {
        var options = services.GetValidatedOptions<GptChatServiceOptions>(name);
        if (options.ModelPath is not { } path)
        {
            var registered = services.GetKeyedService<PretrainedGpt>(name) ?? throw new PipelineException(
                $"The chat client '{name}' has no model. Set ModelPath, or register one by AddGptModel(\"{name}\", …).");
            return GptChatClientExtensions.Create(registered, options, null);
        }

        var catalog = services.GetRequiredService<PipelineContext>().Model;
        object fitted = Directory.Exists(path) ? catalog.LoadGpt(path) : catalog.Load(path);
        try
        {
            return GptChatClientExtensions.Create(fitted, options, fitted as IDisposable);
        }
        catch
        {
            (fitted as IDisposable)?.Dispose();
            throw;
        }
    }
}
