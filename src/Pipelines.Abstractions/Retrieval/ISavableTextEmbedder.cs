namespace Pipelines;

/// <summary>
/// An embedder that a pipeline file can hold. What it is read back by is registered under its format:
/// <c>builder.AddTextEmbedderFormat(id, context => …)</c>.
/// </summary>
public interface ISavableTextEmbedder : ITextEmbedder
{
    /// <summary>Under which its reader is registered: <c>package.kind</c>.</summary>
    string FormatId { get; }

    /// <summary>Writes its state into the folder of the stage that holds it. <c>state.json</c> is the stage's own.</summary>
    void Save(ModelSaveContext context);
}
