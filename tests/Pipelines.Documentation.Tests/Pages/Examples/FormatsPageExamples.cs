using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Peft;
using Pipelines.Retrieval;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests.Examples;

/// <summary>The code of docs/formats.md and docs/reliability.md, compiled.</summary>
internal static class FormatsPageExamples
{
    public static void Look()
    {
        using var file = SafetensorsFile.Open("models/small/model.safetensors");
        foreach (var (name, entry) in file.Entries)
            Console.WriteLine($"{name} {entry.Type} [{string.Join(", ", entry.Extents.ToArray())}]");
    }

    public static TransformerChain<PretrainTransformer> Resume(
        PipelineContext context, EstimatorChain<TokenizeTransformer> texts, GptConfig config, IDataView train, CancellationToken cancellationToken)
    {
        var pipeline = texts.Append(context.Trainers.Pretrain(config, o =>
        {
            o.CheckpointFolder = "checkpoints";
            o.CheckpointEvery = 500;
            o.Resume = true;                                                 // from the newest checkpoint, where there is one
        }));
        try
        {
            return pipeline.Fit(train, cancellationToken);
        }
        catch (TrainingException e)
        {
            Console.WriteLine($"Step {e.Step}: {e.Message} The last checkpoint: {e.Checkpoint ?? "none"}");
            throw;
        }
    }

    public static void Refused(PipelineContext context, string path)
    {
        try
        {
            context.Model.Load(path);
        }
        catch (ModelFormatException e)
        {
            Console.WriteLine($"{e.Path}: {e.Message}");                     // the file, the entry in it, what is wrong, what to do
        }
    }
}
