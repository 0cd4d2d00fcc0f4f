using Pipelines.Testing;

namespace Pipelines.Tests;

public abstract class PromptConformanceTests<TEstimator, TTransformer> : StageConformanceTests<TEstimator, TTransformer>
    where TEstimator : class, IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    protected override PipelineContext CreateContext() => PipelineContext.Create();

    protected override TestView CreateData() => new TestView()
        .Add("instruction", "Add.", "Name a colour.", "Say {hi}", "Count", "Stop")
        .Add("input", "1 and 2", "", "{x}", "to 3", "")
        .Add("output", "3", "Red", "hi", "1 2 3", "ok")
        .Add("N", 1, 2, 3, 4, 5)
        .Add("Passages", Texts("a", "b"), Texts(), Texts("c"), Texts("d", "e", "f"), Texts(""))
        .Add("messages", Messages("a", "b"), Messages("c", "d"), Messages("e", "f", "g"), Messages("h", "i", "j", "k"), Messages("l"))
        .Add("messages.role", Texts("user", "assistant"), Texts("user"), Texts("system", "user"), Texts("human", "gpt"),
            Texts("user", "assistant", "user"))
        .Add("messages.content", Texts("a", "b"), Texts("c"), Texts("d", "e"), Texts("f", "g"), Texts("h", "i", "j"));

    private static ReadOnlyMemory<char>[] Texts(params string[] texts) => Array.ConvertAll(texts, text => text.AsMemory());

    private static string Messages(params string[] contents) =>
        $"[{string.Join(",", contents.Select((content, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{content}}"}"""))}]";
}

[TestFixture]
public class RenderPromptConformanceTests : PromptConformanceTests<RenderPromptEstimator, RenderPromptTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["instruction", "N", "Passages"];

    protected override IReadOnlyList<string> TrainingColumns => [.. InputColumns, "output"];

    protected override IReadOnlyList<Func<RenderPromptEstimator>> InvalidStages =>
        [() => Context.Transforms.RenderPrompt(""), () => Context.Transforms.RenderPrompt("{N}", configure: o => o.PromptColumn = "")];

    protected override RenderPromptEstimator CreateStage() =>
        Context.Transforms.RenderPrompt("{Passages}\n{?N}{N}: {/N}{instruction}", completion: " {output}");
}

[TestFixture]
public class RenderAlpacaConformanceTests : PromptConformanceTests<RenderAlpacaEstimator, RenderPromptTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["instruction", "input"];

    protected override IReadOnlyList<string> TrainingColumns => [.. InputColumns, "output"];

    protected override IReadOnlyList<Func<RenderAlpacaEstimator>> InvalidStages =>
    [
        () => Context.Transforms.RenderAlpaca(o => o.InstructionColumn = ""),
        () => Context.Transforms.RenderAlpaca(o => o.InputColumn = "a}b"),
        () => Context.Transforms.RenderAlpaca(o => o.OutputColumn = "?x"),
    ];

    protected override RenderAlpacaEstimator CreateStage() => Context.Transforms.RenderAlpaca();
}

[TestFixture]
public class RenderCompletionConformanceTests : PromptConformanceTests<RenderCompletionEstimator, RenderPromptTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["instruction"];

    protected override IReadOnlyList<string> TrainingColumns => [.. InputColumns, "output"];

    protected override IReadOnlyList<Func<RenderCompletionEstimator>> InvalidStages =>
        [() => Context.Transforms.RenderCompletion(""), () => Context.Transforms.RenderCompletion("a{b")];

    protected override RenderCompletionEstimator CreateStage() => Context.Transforms.RenderCompletion("instruction", "output", "<|sep|>");
}

[TestFixture]
public class RenderChatConformanceTests : PromptConformanceTests<RenderChatEstimator, RenderChatTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["messages"];

    protected override IReadOnlyList<Func<RenderChatEstimator>> InvalidStages =>
    [
        () => Context.Transforms.RenderChat("chat-ml"),
        () => Context.Transforms.RenderChat(configure: o => o.Source = (ChatSource)9),
        () => Context.Transforms.RenderChat(configure: o => o.Variables["date"] = "26 Jul"),
        () => Context.Transforms.RenderChat(configure: o => o.TextColumn = ""),
    ];

    protected override RenderChatEstimator CreateStage() =>
        Context.Transforms.RenderChat(configure: o => (o.SystemMessage, o.Variables["date"]) = ("Be brief.", "\"26 Jul\""));
}

[TestFixture]
public class RenderChatOfVectorsConformanceTests : PromptConformanceTests<RenderChatEstimator, RenderChatTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["messages.role", "messages.content"];

    protected override IReadOnlyList<Func<RenderChatEstimator>> InvalidStages => [() => Context.Transforms.RenderChat("")];

    protected override RenderChatEstimator CreateStage() =>
        Context.Transforms.RenderChat("llama-3", o => (o.Source, o.AddGenerationPrompt) = (ChatSource.Vectors, true));
}

[TestFixture]
public class RenderChatOfAlpacaConformanceTests : PromptConformanceTests<RenderChatEstimator, RenderChatTransformer>
{
    protected override IReadOnlyList<string> InputColumns => ["instruction", "input"];

    protected override IReadOnlyList<string> TrainingColumns => [.. InputColumns, "output"];

    protected override IReadOnlyList<Func<RenderChatEstimator>> InvalidStages =>
        [() => Context.Transforms.RenderChat(configure: o => o.InputColumn = "")];

    protected override RenderChatEstimator CreateStage() => Context.Transforms.RenderChat("phi-3", o => o.Source = ChatSource.Alpaca);
}
