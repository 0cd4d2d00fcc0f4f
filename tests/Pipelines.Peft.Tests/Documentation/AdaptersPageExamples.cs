using Pipelines.Gpt;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>The code of docs/adapters.md on LoRA and on serving, compiled.</summary>
internal static class AdaptersPageExamples
{
    public static void Train(PipelineContext context, IDataView train, IDataView validation)
    {
        var decoder = context.Model.LoadGpt("models/small");
        using var fitted = context.Transforms.TokenizeExamples(decoder.Tokenizer!)
            .Append(context.Trainers.Lora(decoder, o =>
            {
                o.Rank = 16;
                o.Alpha = 32;
                o.TargetModules = ["c_attn"];
                o.LearningRate = 2e-4;
            }))
            .Fit(train, validation);
        fitted.LastTransformer.Adapters.Save("adapters/summaries", basePath: "models/small");
        context.Model.Save(fitted, "summaries.pipeline");
    }

    public static void Calls(GptModel model)
    {
        var adapters = model.Attach(new LoraOptions { Rank = 8, TargetModules = ["all-linear"] }, "first");
        model.LoadAdapter("adapters/other", "second");
        adapters.Activate("first");            // switch by name; several add up
        adapters.Combine("both", new Dictionary<string, double> { ["first"] = 0.7, ["second"] = 0.3 });
        adapters.Merge();                      // into the weights, and out again bit for bit
        adapters.Unmerge();
        adapters.MergeAndUnload();             // for good: a plain model
    }

    public static async Task Serve(
        GptModel model, Tokenizer tokenizer, GenerationOptions options, IEnumerable<(string Text, string Customer)> requests)
    {
        model.LoadAdapter("adapters/first", "first");
        model.LoadAdapter("adapters/second", "second");
        var texts = new TextGenerator(model, tokenizer);
        string one = texts.Generate("A question", options, stream: 0, adapter: "first");
        using var queue = new GenerationQueue(texts);                   // for requests of any number of threads
        string[] answers = await Task.WhenAll(requests.Select(r => queue.GenerateAsync(r.Text, options, adapter: r.Customer)));
        Console.WriteLine($"{one} {answers.Length}");
    }
}
