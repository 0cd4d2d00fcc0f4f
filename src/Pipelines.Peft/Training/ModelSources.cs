using Microsoft.Extensions.DependencyInjection;
using Pipelines.Training;

namespace Pipelines.Peft;

/// <summary>Bases of adapters from their folders.</summary>
internal static class ModelSources
{
    /// <summary>Loads a model of any family that is registered.</summary>
    /// <param name="context">The context.</param>
    /// <param name="path">The folder.</param>
    /// <param name="storage">How its weights shall be stored; null for as they are.</param>
    /// <exception cref="ModelFormatException">The folder is not there, is wrong, or no package that is registered knows it.</exception>
    public static IModelSource Load(PipelineContext context, string path, ModelStorage? storage = null)
    {
        if (!Directory.Exists(path))
            throw new ModelFormatException("there is no such folder. Give the model folder of the adapter's base.", path);
        foreach (var loader in context.Services.GetServices<IModelSourceLoader>())
        {
            if (loader.TryLoad(context, path, storage) is { } source)
                return source;
        }

        throw new ModelFormatException("no package that is registered knows this model. Register the one that does, such as AddGpt.", path);
    }
}
