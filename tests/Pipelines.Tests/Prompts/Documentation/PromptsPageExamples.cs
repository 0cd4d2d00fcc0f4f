namespace Pipelines.Tests;

/// <summary>What <c>docs/prompts.md</c> shows, compiled.</summary>
internal static class PromptsPageExamples
{
    public static IEstimator<ITransformer> Free(PipelineContext context)
    {
        var pipeline = context.Transforms.RenderPrompt("{Passages}\nQ: {Question}\nA:", completion: " {Answer}");
        return pipeline;
    }

    public static IEstimator<ITransformer>[] Forms(PipelineContext context)
    {
        var alpaca = context.Transforms.RenderAlpaca(o => o.InstructionColumn = "question");
        var summaries = context.Transforms.RenderCompletion("Article", "Summary", separator: "\n\nTL;DR: ");
        return [alpaca, summaries];
    }

    public static IEstimator<ITransformer>[] Chats(PipelineContext context)
    {
        var chat = context.Transforms.RenderChat("llama-3", o => o.SystemMessage = "Answer in one sentence.");
        var fromFile = context.Transforms.RenderChat("chatml", o => o.Source = ChatSource.Vectors);
        return [chat, fromFile];
    }

    public static void Template(string jinja)
    {
        var template = ChatTemplate.Parse(jinja, bosToken: "<s>", eosToken: "</s>");
        RenderedChat rendered = template.Render([new ChatMessage("user", "2+2?"), new ChatMessage("assistant", "4")]);
        foreach (var span in rendered.TrainedSpans)
            Console.WriteLine(rendered.Text.Substring(span.Start, span.Length));
    }
}
