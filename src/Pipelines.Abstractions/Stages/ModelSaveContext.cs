namespace Pipelines;

/// <summary>Where a stage writes its state: a folder of the pipeline file. Names are relative paths with forward slashes.</summary>
public abstract class ModelSaveContext
{
    /// <summary>
    /// The full path of the pipeline file, for state that says where other files lie from it; null where it is written to a stream.
    /// </summary>
    public virtual string? FilePath => null;

    /// <summary>Creates a file in the stage's folder. One file is open at a time; dispose the stream before the next call.</summary>
    /// <param name="name">A relative path such as <c>model.safetensors</c>.</param>
    public abstract Stream CreateFile(string name);

    /// <summary>Writes an object as JSON, as the stage's state unless another name is given.</summary>
    public abstract void WriteJson<T>(T value, string name = "state.json");

    /// <summary>Saves a transformer inside this one, in a folder of its own.</summary>
    public abstract void SaveChild(string name, ITransformer child);
}
