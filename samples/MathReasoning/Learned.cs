using Pipelines.Gpt;
using Pipelines.Training;

namespace MathReasoning;

/// <summary>A trained model.</summary>
/// <param name="Model">The model and how its last part went: several problems in a row.</param>
/// <param name="Sums">How the first part went: single calculations.</param>
/// <param name="Alone">How the second went: problems alone.</param>
internal sealed record Learned(PretrainTransformer Model, TrainingResult Sums, TrainingResult Alone) : IDisposable
{
    /// <summary>All parts in order.</summary>
    public IReadOnlyList<(string Name, TrainingResult Result)> Parts => [("sums", Sums), ("alone", Alone), ("row", Model.Result!)];

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
