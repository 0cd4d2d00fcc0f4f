using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;
using AIChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Pipelines.Gpt.Tests;

public class GptChatClientTests
{
    private static readonly AIChatMessage[] Question = [new(ChatRole.User, "ab ba")];

    private CpuBackend _backend = null!;
    private CharacterTokenizer _tokenizer = null!;
    private GptModel _model = null!;

    [OneTimeSetUp]
    public void CreateModel()
    {
        _backend = new CpuBackend(1);
        _tokenizer = CharacterTokenizer.Create("abcdefghijklmnopqrstuvwxyz UA:\n".EnumerateRunes());
        _model = new GptModel(
            _backend, PretrainTestBed.Config with { VocabularySize = _tokenizer.VocabularySize, BlockSize = 64 }, new RandomGenerator(3));
    }

    [OneTimeTearDown]
    public void DisposeModel()
    {
        _model.Dispose();
        _backend.Dispose();
    }

    [Test]
    public async Task AnAnswerIsWhatTheGeneratorGivesForTheRenderedMessages()
    {
        using var client = _model.AsChatClient(_tokenizer, o => o.ModelId = "tiny");
        var prompt = "be short\n\nUser: ab ba\nAssistant: c\nUser: ab\nAssistant:";

        var response = await client.GetResponseAsync(
            [new(ChatRole.System, "be short"), .. Question, new(ChatRole.Assistant, "c"), new(ChatRole.User, "ab")],
            new ChatOptions { MaxOutputTokens = 12, Temperature = 0, ModelId = "tiny" });

        var expected = new TextGenerator(_model, _tokenizer).Generate(
            prompt, new GenerationOptions { MaximumNewTokens = 12, Temperature = 0, StopStrings = [PlainChatFormat.Stop] });
        Assert.That(response.Text, Is.EqualTo(expected));
        Assert.That(response.Messages.Single().Role, Is.EqualTo(ChatRole.Assistant));
        Assert.That(response.ModelId, Is.EqualTo("tiny"));
        Assert.That(response.FinishReason, Is.EqualTo(ChatFinishReason.Length));
        Assert.That(response.Usage!.InputTokenCount, Is.EqualTo(_tokenizer.Encode(prompt).Length));
        Assert.That(response.Usage.OutputTokenCount, Is.EqualTo(12));
        Assert.That(response.Usage.TotalTokenCount, Is.EqualTo(response.Usage.InputTokenCount + 12));
    }

    [Test]
    public async Task AStreamGivesTheSameInPieces()
    {
        using var client = _model.AsChatClient(_tokenizer);
        var options = new ChatOptions { MaxOutputTokens = 20, Temperature = 1, Seed = 7, Instructions = "be short" };

        var whole = await client.GetResponseAsync(Question, options);
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in client.GetStreamingResponseAsync(Question, options))
            updates.Add(update);

        Assert.That(updates, Has.Count.GreaterThan(10));
        Assert.That(updates.ToChatResponse().Text, Is.EqualTo(whole.Text));
        Assert.That(updates.ToChatResponse().Usage!.OutputTokenCount, Is.EqualTo(20));
        Assert.That(updates[^1].FinishReason, Is.EqualTo(ChatFinishReason.Length));
        Assert.That(updates.Select(u => u.ResponseId).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task SeedsDecideDrawsAndStopsEndThem()
    {
        using var client = _model.AsChatClient(_tokenizer);
        Task<ChatResponse> Ask(long seed, params string[] stops) => client.GetResponseAsync(
            Question, new ChatOptions { MaxOutputTokens = 24, Temperature = 1.5f, TopP = 0.99f, TopK = 30, Seed = seed, StopSequences = stops });

        var first = await Ask(1);
        Assert.That((await Ask(1)).Text, Is.EqualTo(first.Text));
        Assert.That((await Ask(2)).Text, Is.Not.EqualTo(first.Text));
        var wide = await Ask(1L << 40);
        Assert.That((await Ask(1L << 40)).Text, Is.EqualTo(wide.Text));

        var stop = first.Text.Substring(5, 2);
        var stopped = await Ask(1, stop);
        Assert.That(stopped.FinishReason, Is.EqualTo(ChatFinishReason.Stop));
        Assert.That(stopped.Text, Is.EqualTo(first.Text[..first.Text.IndexOf(stop, StringComparison.Ordinal)]));
    }

    [Test]
    public async Task RequestsOfManyThreadsGiveWhatTheyGiveAlone()
    {
        using var client = _model.AsChatClient(_tokenizer, o => o.MaximumBatchSize = 4);
        ChatOptions Options(int i) => new() { MaxOutputTokens = 5 + i, Temperature = 1, Seed = i, FrequencyPenalty = i % 3 };
        var alone = new List<string>();
        for (var i = 0; i < 16; i++)
            alone.Add((await client.GetResponseAsync(Question, Options(i))).Text);

        var together = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => client.GetResponseAsync(Question, Options(i)))));

        Assert.That(together.Select(r => r.Text), Is.EqualTo(alone));
    }

    [Test]
    public async Task PenaltiesGoThrough()
    {
        using var client = _model.AsChatClient(_tokenizer);
        async Task<string> Ask(float? frequency, float? presence) => (await client.GetResponseAsync(
            Question,
            new ChatOptions { MaxOutputTokens = 30, Temperature = 0, FrequencyPenalty = frequency, PresencePenalty = presence })).Text;
        string Expected(float? frequency, float? presence) => new TextGenerator(_model, _tokenizer).Generate(
            "User: ab ba\nAssistant:",
            new GenerationOptions
            {
                MaximumNewTokens = 30,
                Temperature = 0,
                StopStrings = [PlainChatFormat.Stop],
                FrequencyPenalty = frequency,
                PresencePenalty = presence,
            });

        var plain = await Ask(null, null);
        Assert.That(await Ask(2, null), Is.EqualTo(Expected(2, null)).And.Not.EqualTo(plain));
        Assert.That(await Ask(null, 1.5f), Is.EqualTo(Expected(null, 1.5f)).And.Not.EqualTo(plain));
        Assert.That(await Ask(0, 0), Is.EqualTo(plain));
    }

    [Test]
    public async Task AStreamCanBeCancelledOrLeft()
    {
        using var client = _model.AsChatClient(_tokenizer, o => o.MaximumBatchSize = 1);
        var endless = new ChatOptions { MaxOutputTokens = int.MaxValue / 2, Temperature = 1 };
        using var stop = new CancellationTokenSource();
        Assert.That(
            async () =>
            {
                await foreach (var _ in client.GetStreamingResponseAsync(Question, endless, stop.Token))
                    await stop.CancelAsync();
            },
            Throws.InstanceOf<OperationCanceledException>());
        await foreach (var _ in client.GetStreamingResponseAsync(Question, endless))
            break;

        // The one place is free again.
        var next = await client.GetResponseAsync(Question, new ChatOptions { MaxOutputTokens = 3 }).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.That(next.Usage!.OutputTokenCount, Is.EqualTo(3));
    }

    [Test]
    public void WhatTheModelCannotDoIsRefused()
    {
        using var client = _model.AsChatClient(_tokenizer, o => o.ModelId = "tiny");
        void Refuses(string what, ChatOptions options) => Assert.That(
            async () => await client.GetResponseAsync(Question, options), Throws.TypeOf<PipelineException>().With.Message.Contains(what));

        Refuses("tools", new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "one")] });
        Refuses("response format", new ChatOptions { ResponseFormat = ChatResponseFormat.Json });
        Refuses("ConversationId", new ChatOptions { ConversationId = "c" });
        Refuses("'gpt-9'", new ChatOptions { ModelId = "gpt-9" });
        Refuses("top_a", new ChatOptions { AdditionalProperties = new() { ["top_a"] = 1 } });
        Refuses("raw representation", new ChatOptions { RawRepresentationFactory = _ => "x" });
        Assert.That(
            async () => await client.GetResponseAsync([new(ChatRole.User, [new DataContent(new byte[] { 1 }, "image/png")])]),
            Throws.TypeOf<PipelineException>().With.Message.Contains("DataContent"));
        Assert.That(async () => await client.GetResponseAsync([]), Throws.TypeOf<PipelineException>().With.Message.Contains("no message"));
        Assert.That(
            async () => await client.GetResponseAsync(Question, new ChatOptions { TopP = 0 }), Throws.TypeOf<OptionsException>());
        Assert.That(
            async () => await client.GetResponseAsync(Question, new ChatOptions { FrequencyPenalty = 2.5f }),
            Throws.TypeOf<OptionsException>().With.Message.Contains("FrequencyPenalty"));
    }

    [Test]
    public async Task SettingsOfTheGeneratorGoThrough()
    {
        using var client = _model.AsChatClient(_tokenizer, o => o.Generation = new GenerationOptions { MaximumNewTokens = 4 });
        Assert.That((await client.GetResponseAsync(Question)).Usage!.OutputTokenCount, Is.EqualTo(4));
        var raw = await client.GetResponseAsync(
            Question, new ChatOptions { RawRepresentationFactory = _ => new GenerationOptions { MaximumNewTokens = 6, BeamCount = 2 } });
        Assert.That(raw.Usage!.OutputTokenCount, Is.EqualTo(6));
    }

    [Test]
    public void ItsPartsAreThere()
    {
        using var client = _model.AsChatClient(_tokenizer, o => (o.ModelId, o.Template) = ("tiny", "chatml"));
        Assert.That(client.GetService<ChatClientMetadata>()!.DefaultModelId, Is.EqualTo("tiny"));
        Assert.That(client.GetService<GptModel>(), Is.SameAs(_model));
        Assert.That(client.GetService<Tokenizer>(), Is.SameAs(_tokenizer));
        Assert.That(client.GetService<ChatTemplate>(), Is.SameAs(ChatTemplate.ChatMl));
        Assert.That(client.GetService<GenerationQueue>(), Is.Not.Null);
        Assert.That(client.GetService<IChatClient>(), Is.SameAs(client));
        Assert.That(client.GetService<string>(), Is.Null);
    }

    [Test]
    public async Task AFittedChainAndASavedOneAreClients()
    {
        using var context = PretrainTestBed.CreateContext();
        var source = new PretrainTransformer(_model, _tokenizer, new ScoringColumns());
        var stage = new GenerateTransformer(_model, _tokenizer, new GenerateOptions { MaximumNewTokens = 3 });
        var chain = new TransformerChain<ITransformer>([source, stage]);
        using var client = chain.AsChatClient();
        Assert.That((await client.GetResponseAsync(Question)).Usage!.OutputTokenCount, Is.EqualTo(3), "the stage's settings");

        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "chat-client.pipeline");
        context.Model.Save(chain, path);
        var services = new ServiceCollection();
        services.AddPipelines().AddGpt().AddGptChatClient(configure: o => o.ModelPath = path).AddGptChatClient("b", o => o.ModelPath = path);
        using var provider = services.BuildServiceProvider();
        var first = provider.GetRequiredService<IChatClient>();
        var second = provider.GetRequiredKeyedService<IChatClient>("b");
        Assert.That(second, Is.Not.SameAs(first));
        Assert.That((await first.GetResponseAsync(Question)).Text, Is.EqualTo((await client.GetResponseAsync(Question)).Text));
        Assert.That((await second.GetResponseAsync(Question)).Text, Is.EqualTo((await client.GetResponseAsync(Question)).Text));
    }

    [Test]
    public void AClientWithoutAModelSaysSo()
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddGpt().AddGptChatClient("none");
        using var provider = services.BuildServiceProvider();
        Assert.That(
            () => provider.GetRequiredKeyedService<IChatClient>("none"),
            Throws.TypeOf<PipelineException>().With.Message.Contains("AddGptModel"));
        Assert.That(
            () => new TransformerChain<ITransformer>([]).AsChatClient(), Throws.TypeOf<PipelineException>().With.Message.Contains("decoder"));
    }
}
