namespace Pipelines;

/// <summary>Where a stage reads back its state. Every read is bounded by what the manifest says and checked against its hash.</summary>
public abstract class ModelLoadContext
{
    /// <summary>The full path of the pipeline file; null where it is read from a stream.</summary>
    public virtual string? FilePath => null;

    /// <summary>The version of the stage that wrote the state.</summary>
    public abstract int StageVersion { get; }

    /// <summary>Services of the application that loads: models, loggers, clients.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>The pipeline context that loads.</summary>
    public abstract PipelineContext Context { get; }

    /// <summary>Opens a file of the stage's folder.</summary>
    /// <exception cref="ModelFormatException">There is no such file, or its content does not match its hash.</exception>
    public abstract Stream OpenFile(string name);

    /// <summary>Whether the stage's folder has a file.</summary>
    public abstract bool FileExists(string name);

    /// <summary>
    /// A copy of a file of the stage's folder as a file on disk, for readers that map memory. It is deleted with the application's
    /// services, or by the reader once it has no more need of it.
    /// </summary>
    public abstract string ExtractFile(string name);

    /// <summary>Reads an object written by <see cref="ModelSaveContext.WriteJson{T}"/>.</summary>
    public abstract T ReadJson<T>(string name = "state.json");

    /// <summary>Loads a transformer saved by <see cref="ModelSaveContext.SaveChild"/>.</summary>
    public abstract ITransformer LoadChild(string name);
}
