using Pipelines.Tensors;

namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/model-folders.md, compiled.</summary>
internal static class ModelFoldersPageExamples
{
    public static PretrainEstimator LoadAndSave()
    {
        using var context = PipelineContext.Create(p => p.AddGpt());
        using var gpt = context.Model.LoadGpt("models/llama");           // model, tokenizer, settings for generation
        var trainer = context.Trainers.Pretrain(gpt, o => o.Steps = 100); // goes on training it
        gpt.Save("models/mine", o => o.ElementType = ElementType.BFloat16);

        return trainer;
    }
}
