using Pipelines.Nn;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>A model from a folder, with what lies beside it there. Disposing it disposes the model.</summary>
/// <typeparam name="TModel">The model's type.</typeparam>
public sealed class PretrainedModel<TModel> : IDisposable where TModel : Module
{
    internal PretrainedModel(string path, TModel model, Tokenizer? tokenizer) => (Path, Model, Tokenizer) = (path, model, tokenizer);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The model.</summary>
    public TModel Model { get; }

    /// <summary>The folder's tokenizer; null where it has none.</summary>
    public Tokenizer? Tokenizer { get; }

    /// <summary>Writes the model and its tokenizer as a folder in Hugging Face's layout.</summary>
    /// <param name="folder">The folder. If it is there, files of the same names and older weights are replaced and the others stay.</param>
    /// <param name="configure">Sets how weights are stored; float32 in files of at most 5 GB by default.</param>
    /// <exception cref="ModelFormatException">The place cannot be written to; nothing half-written stays.</exception>
    public void Save(string folder, Action<ModelWriteOptions>? configure = null)
    {
        var options = new ModelWriteOptions();
        configure?.Invoke(options);
        ModelFolderGuard.Run(() =>
        {
            using var writer = ModelFolderWriter.Create(folder);
            ((IFolderModel)Model).Write(writer, options);
            ModelFiles.Write(writer, Tokenizer);
            writer.Commit();
        });
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
