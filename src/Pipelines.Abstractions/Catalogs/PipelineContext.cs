using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Pipelines;

/// <summary>
/// Where a user starts: catalogs of what there is to load, transform, train, evaluate and save. Packages extend a catalog with extension
/// methods in the namespace <c>Pipelines</c>. Contexts come from dependency injection, or from <c>PipelineContext.Create()</c>.
/// </summary>
public sealed class PipelineContext : IDisposable
{
    private readonly bool _ownsServices;

    /// <summary>Makes a context over an application's services.</summary>
    /// <param name="services">Where stages find loggers, models and options.</param>
    /// <param name="name">The context's name; options may be configured per name.</param>
    /// <param name="seed">The seed that stages derive theirs from where their options give none.</param>
    /// <param name="ownsServices">Whether disposing the context disposes the services: true where nobody else holds them.</param>
    public PipelineContext(IServiceProvider services, string name = "", int seed = 0, bool ownsServices = false)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        _ownsServices = ownsServices;
        Services = services;
        Name = name;
        Seed = seed;
        Stages = services.GetRequiredService<IStageRegistry>();
        LoggerFactory = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        Data = new DataCatalog(this);
        Transforms = new TransformsCatalog(this);
        Trainers = new TrainersCatalog(this);
        Evaluation = new EvaluationCatalog(this);
        Model = new ModelCatalog(this);
    }

    /// <summary>The application's services.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The context's name; empty for the default one.</summary>
    public string Name { get; }

    /// <summary>The seed that stages derive theirs from where their options give none.</summary>
    public int Seed { get; }

    /// <summary>The stages that can be made by id.</summary>
    public IStageRegistry Stages { get; }

    /// <summary>Makes the stages' loggers.</summary>
    public ILoggerFactory LoggerFactory { get; }

    /// <summary>Loading, splitting and saving data.</summary>
    public DataCatalog Data { get; }

    /// <summary>Stages that change data.</summary>
    public TransformsCatalog Transforms { get; }

    /// <summary>Stages that train models.</summary>
    public TrainersCatalog Trainers { get; }

    /// <summary>Metrics.</summary>
    public EvaluationCatalog Evaluation { get; }

    /// <summary>Saving and opening pipelines and models, predicting row by row.</summary>
    public ModelCatalog Model { get; }

    /// <summary>Releases the services where the context was made without a host; a host's own are left to it.</summary>
    public void Dispose()
    {
        if (_ownsServices)
            (Services as IDisposable)?.Dispose();
    }
}
