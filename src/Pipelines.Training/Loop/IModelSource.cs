using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>A model with what goes along with it, from wherever it came: a folder, a fitted trainer, or the bare model.</summary>
public interface IModelSource
{
    /// <summary>The model.</summary>
    ITrainableModel Model { get; }

    /// <summary>Its tokenizer; null where it is not known.</summary>
    Tokenizer? Tokenizer { get; }

    /// <summary>The folder it was loaded from; null for none.</summary>
    string? Path { get; }

    /// <summary>How its weights are held, for loading the folder alike again; null where there is no folder.</summary>
    ModelStorage? Storage => null;

    /// <summary>
    /// The model as a fitted stage that scores rows (<see cref="ColumnNames.Loss"/>, <see cref="ColumnNames.TokenCount"/>) and carries the
    /// model to the stages behind it. Nothing is copied: the stage scores with the model as it is then.
    /// </summary>
    /// <param name="tokenizer">The tokenizer that made the ids, where known.</param>
    /// <param name="lossMaskColumn">The column that says which tokens count; null to count all.</param>
    /// <param name="carrier">
    /// The stage that those behind find the model in, where the scorer is only a part of it; null for the scorer itself.
    /// </param>
    ITransformer CreateScorer(Tokenizer? tokenizer, string? lossMaskColumn, ITransformer? carrier = null);
}
