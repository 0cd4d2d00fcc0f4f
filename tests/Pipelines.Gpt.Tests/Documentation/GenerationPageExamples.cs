using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>The code of docs/generation.md, compiled.</summary>
internal static class GenerationPageExamples
{
    public static async Task<GeneratedSequence> Generate(
        PipelineContext context, string[] prompts, GenerationOptions options, CancellationToken cancellationToken)
    {
        using var gpt = context.Model.LoadGpt("models/gpt2");

        var texts = gpt.CreateGenerator();                                       // TextGenerator
        string one = texts.Generate("Once upon a time", new() { Temperature = 0.8f, TopP = 0.95f, Seed = 1 });
        var all = texts.GenerateBatch(prompts, new() { BeamCount = 4, NoRepeatNgramSize = 3 });
        await foreach (var piece in texts.StreamAsync("Once", options, cancellationToken))
            Console.Write(piece);

        var tokens = new TokenGenerator(gpt.Model);                              // ids in, ids out
        GenerationResult result = tokens.Generate([new[] { 1, 2, 3 }, new[] { 4, 5 }], new() { Sample = false, MaximumNewTokens = 20 });
        GeneratedSequence first = result.Sequences[0];                           // Tokens, NewTokens, Score, FinishReason

        Console.WriteLine($"{one} {all.Count}");
        return first;
    }

    public static async Task<string> Serve(GptModel model, Tokenizer tokenizer, CancellationToken cancellationToken)
    {
        using var queue = new GenerationQueue(new TextGenerator(model, tokenizer));
        string answer = await queue.GenerateAsync(
            "Once upon a time", new() { MaximumNewTokens = 50 }, cancellationToken: cancellationToken);

        return answer;
    }
}
