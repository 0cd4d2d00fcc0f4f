using Pipelines.Gpt;
using Pipelines.Training;

namespace MathReasoning;

/// <summary>A trained model.</summary>
/// <param name="Model">The model and how its second part went: several problems in a row.</param>
/// <param name="Alone">How the first part went: problems alone.</param>
internal sealed record Learned(PretrainTransformer Model, TrainingResult Alone) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
