using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Loads decoders for stages that know no family.</summary>
internal sealed class GptSourceLoader : IModelSourceLoader
{
    public IModelSource? TryLoad(PipelineContext context, string path) =>
        ModelFolderGuard.Run(() => IsDecoder(path)) ? context.Model.LoadGpt(path) : null;

    private static bool IsDecoder(string path)
    {
        using var folder = ModelFolder.Open(path);
        return folder.ModelType.Length == 0 || GptFamily.IsKnown(folder.ModelType);
    }
}
