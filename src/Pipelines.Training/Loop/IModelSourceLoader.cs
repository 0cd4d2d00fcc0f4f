namespace Pipelines.Training;

/// <summary>
/// Loads models of some families from folders, for stages that know none of them: an adapter's pipeline file names its base. Registered as
/// a service; the first that knows a folder loads it.
/// </summary>
public interface IModelSourceLoader
{
    /// <summary>Loads a folder; null where it holds no model of these families.</summary>
    /// <param name="context">The context that loads.</param>
    /// <param name="path">The folder.</param>
    /// <param name="storage">How its weights shall be held; null for the usual way.</param>
    /// <returns>The model, which the caller disposes if it is disposable.</returns>
    /// <exception cref="ModelFormatException">The folder is missing, incomplete or wrong.</exception>
    IModelSource? TryLoad(PipelineContext context, string path, ModelStorage? storage);
}
