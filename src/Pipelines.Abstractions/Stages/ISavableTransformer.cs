namespace Pipelines;

/// <summary>A transformer that writes its own state: files beside, or in place of, the JSON of its public properties.</summary>
public interface ISavableTransformer : ITransformer
{
    /// <summary>Writes the state into this stage's folder of the pipeline file.</summary>
    void Save(ModelSaveContext context);
}
