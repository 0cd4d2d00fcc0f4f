using Pipelines.Nn;
using Pipelines.Tokenizers;

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

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
