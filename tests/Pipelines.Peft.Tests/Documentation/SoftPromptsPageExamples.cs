using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The code of docs/soft-prompts.md, so that it compiles.</summary>
internal static class SoftPromptsPageExamples
{
    public static void Tune(PipelineContext context, IDataView train, IDataView validation)
    {
        var decoder = context.Model.LoadGpt("models/small");
        using var fitted = context.Transforms.TokenizeExamples(decoder.Tokenizer!)
            .Append(context.Trainers.PromptTuning(decoder, o =>
            {
                o.VirtualTokenCount = 24;
                o.Initialization = PromptInitialization.Text;
                o.InitialText = "Summarise the article in one sentence:";
                o.LearningRate = 3e-2;
            }))
            .Fit(train, validation);
        fitted.LastTransformer.Adapters.Save("prompts/summaries", basePath: "models/small");
        context.Model.Save(fitted, "summaries.pipeline");
    }

    public static IReadOnlyList<string> Serve(GptModel model, Tokenizer tokenizer, string article, GenerationOptions options)
    {
        var prompts = model.LoadAdapter<PromptTuningAdapters>("prompts/summaries", "summaries");
        prompts.Load("prompts/titles", "titles");
        prompts.ActivateFrozen("summaries");              // what every sequence begins with from here on
        var generator = new TextGenerator(model, tokenizer);
        var texts = generator.GenerateBatch(
            [article, article, article], options,
            ["titles", null, RowAdapters.None]);          // titles, summaries, and the plain model, in one batch
        return texts;
    }
}
