namespace Pipelines;

/// <summary>Makes and validates the options of stages.</summary>
public interface IStageOptionsFactory
{
    /// <summary>Options as configured for the context's name, changed by <paramref name="configure"/>, then validated.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    TOptions Create<TOptions>(PipelineContext context, Action<TOptions>? configure) where TOptions : class, new();

    /// <summary>As <see cref="Create{TOptions}"/>, for a type known only when running.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    object Create(PipelineContext context, Type optionsType, Action<object>? configure);
}
