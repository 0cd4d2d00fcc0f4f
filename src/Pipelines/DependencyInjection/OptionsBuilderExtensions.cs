using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Pipelines;

/// <summary>Options from configuration, checked when the host starts.</summary>
public static class OptionsBuilderExtensions
{
    /// <summary>
    /// Binds the options of a stage, a trainer, a model or a store to a section of the configuration, and checks them when the host starts:
    /// against their ranges, and that the section has no key that the options do not know. Stages made through a context of the name start
    /// from them.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Pack")</c>.</param>
    /// <param name="name">The options' name: that of the context, the model or the client; empty for the default.</param>
    /// <param name="validateOnStart">
    /// False where code sets what is required beside the section, so that only stages can check the whole.
    /// </param>
    public static IPipelinesBuilder BindOptions<TOptions>(
        this IPipelinesBuilder builder, IConfiguration section, string name = "", bool validateOnStart = true)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(name);
        builder.Services.AddOptions<TOptions>(name).Bind(section, o => o.ErrorOnUnknownConfiguration = true);
        return validateOnStart ? builder.ValidateOnStart<TOptions>(name, (section as IConfigurationSection)?.Path) : builder;
    }

    /// <summary>
    /// Checks options against their class (<see cref="OptionsValidation"/>) when they are made, and when the host starts.
    /// </summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <param name="name">Their name; empty for the default.</param>
    /// <param name="section">Where they are configured, for the message; null where that is not known.</param>
    public static IPipelinesBuilder ValidateOnStart<TOptions>(this IPipelinesBuilder builder, string name = "", string? section = null)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        builder.Services.AddOptions<TOptions>(name).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(new StartValidator<TOptions>(name, section));
        return builder;
    }

    /// <summary>Registered options of a name, checked: what a package's factory of a model, a store or a client begins with.</summary>
    /// <typeparam name="TOptions">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="name">Their name; empty for the default.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static TOptions GetValidatedOptions<TOptions>(this IServiceProvider services, string name = "") where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return OptionsValidation.Validated(services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name));
        }
        catch (OptionsValidationException e)
        {
            // The exception says whose they are.
            var prefix = $"{typeof(TOptions).Name}: ";
            throw new OptionsException(
                typeof(TOptions).Name,
                [.. e.Failures.Select(f => f.StartsWith(prefix, StringComparison.Ordinal) ? f[prefix.Length..] : f)]);
        }
    }

    /// <summary>Checks what stages check of their options anyway.</summary>
    internal interface IStartValidator;

    private sealed class StartValidator<TOptions>(string name, string? section) : IValidateOptions<TOptions>, IStartValidator
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? asked, TOptions options)
        {
            if (asked != name)
                return ValidateOptionsResult.Skip;
            var failures = OptionsValidation.Check(options);
            var place = section is null ? typeof(TOptions).Name : $"{typeof(TOptions).Name} from '{section}'";
            return failures.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(failures.Select(failure => $"{place}: {failure}"));
        }
    }
}
