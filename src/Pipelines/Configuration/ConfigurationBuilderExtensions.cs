using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Pipelines;

/// <summary>Options of stages from the application's configuration.</summary>
public static class ConfigurationBuilderExtensions
{
    /// <summary>
    /// Takes the defaults of a stage's options from a section, strictly: a key that is no option is an error, with the near names, when a
    /// stage is made. What the configuration says then counts, if it is reloaded.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section.</param>
    /// <param name="contextName">The context the options are for; the default one where null.</param>
    public static IPipelinesBuilder ConfigureStage<TOptions>(
        this IPipelinesBuilder builder, IConfiguration section, string? contextName = null)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        builder.Services.AddSingleton<IConfigureOptions<TOptions>>(
            new ConfigureNamedOptions<TOptions>(
                contextName ?? Microsoft.Extensions.Options.Options.DefaultName, options => OptionsBinder.Bind(section, options)));
        return builder;
    }
}
