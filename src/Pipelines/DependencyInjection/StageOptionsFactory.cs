using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Pipelines;

/// <summary>
/// Options as Microsoft.Extensions.Options makes them — defaults, what is configured for the name, what is post-configured, validators —
/// with the caller's changes after the configured ones, and a new object every time, so that no stage sees another's.
/// </summary>
internal sealed class StageOptionsFactory : IStageOptionsFactory
{
    private static readonly MethodInfo CreateTyped =
        typeof(StageOptionsFactory).GetMethod(nameof(CreateBoxed), BindingFlags.NonPublic | BindingFlags.Instance)!;

    public TOptions Create<TOptions>(PipelineContext context, Action<TOptions>? configure) where TOptions : class, new()
    {
        ArgumentNullException.ThrowIfNull(context);
        var services = context.Services;
        var factory = new OptionsFactory<TOptions>(
            [.. services.GetServices<IConfigureOptions<TOptions>>(), new ConfigureNamedOptions<TOptions>(context.Name, configure)],
            services.GetServices<IPostConfigureOptions<TOptions>>(),
            [
                new Validator<TOptions>(),
                .. services.GetServices<IValidateOptions<TOptions>>().Where(v => v is not OptionsBuilderExtensions.IStartValidator),
            ]);
        try
        {
            return factory.Create(context.Name);
        }
        catch (OptionsValidationException e)
        {
            throw new OptionsException(typeof(TOptions).Name, [.. e.Failures.Distinct()]);
        }
    }

    public object Create(PipelineContext context, Type optionsType, Action<object>? configure)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        return CreateTyped.MakeGenericMethod(optionsType).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [context, configure], null)!;
    }

    private object CreateBoxed<TOptions>(PipelineContext context, Action<object>? configure) where TOptions : class, new() =>
        Create<TOptions>(context, configure is null ? null : options => configure(options));

    private sealed class Validator<TOptions> : IValidateOptions<TOptions> where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var failures = OptionsValidation.Check(options);
            return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
        }
    }
}
