using Pipelines.Nn;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Loads decoders for stages that know no family.</summary>
internal sealed class GptSourceLoader : IModelSourceLoader
{
    public IModelSource? TryLoad(PipelineContext context, string path, ModelStorage? storage) =>
        ModelFolderGuard.Run(() => IsDecoder(path))
            ? context.Model.LoadGpt(path, o =>
            {
                o.WeightStorage = storage?.Weights ?? o.WeightStorage;
                o.Quantization = storage?.Quantization ?? o.Quantization;
            })
            : null;

    private static bool IsDecoder(string path)
    {
        using var folder = ModelFolder.Open(path);
        return folder.ModelType.Length == 0 || GptFamily.IsKnown(folder.ModelType);
    }
}
