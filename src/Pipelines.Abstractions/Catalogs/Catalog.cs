using Microsoft.Extensions.DependencyInjection;

namespace Pipelines;

/// <summary>What the catalogs share: the context, and making stages with validated options.</summary>
public abstract class Catalog
{
    private protected Catalog(PipelineContext context) => Context = context;

    /// <summary>The context the catalog belongs to.</summary>
    public PipelineContext Context { get; }

    /// <summary>
    /// Makes a stage: its options are those configured for this context's name, then changed by <paramref name="configure"/>, then
    /// validated; its other constructor arguments come from <paramref name="arguments"/> and the services; a <see cref="PipelineContext"/>
    /// is this one.
    /// </summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public TStage Create<TStage, TOptions>(Action<TOptions>? configure = null, params object[] arguments)
        where TStage : class
        where TOptions : class, new()
    {
        var options = Context.Services.GetRequiredService<IStageOptionsFactory>().Create(Context, configure);
        return Create<TStage>([options, .. arguments]);
    }

    /// <summary>Makes a stage without options: its constructor arguments come from <paramref name="arguments"/> and the services.</summary>
    public TStage Create<TStage>(params object[] arguments) where TStage : class =>
        ActivatorUtilities.CreateInstance<TStage>(new ContextServices(Context), arguments);
}
