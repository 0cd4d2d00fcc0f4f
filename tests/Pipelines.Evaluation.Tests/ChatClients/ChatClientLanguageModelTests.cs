using Microsoft.Extensions.AI;
using AIChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Pipelines.Evaluation.Tests;

internal sealed class ChatClientLanguageModelTests
{
    private static readonly TextGenerationSettings Settings = new(16, ["\n\n"], Temperature: 0.5, Seed: 3);

    [Test]
    public void PromptsAreMessagesOfTheUser()
    {
        using var client = new Client(messages => new ChatResponse(new AIChatMessage(ChatRole.Assistant, $"<{messages[0].Text}>\n\nmore"))
        {
            FinishReason = messages[0].Text == "b" ? ChatFinishReason.Length : ChatFinishReason.Stop,
        });
        var model = client.AsLanguageModel(o => (o.Instructions, o.Concurrency) = ("Be brief.", 3));
        var texts = model.Generate([.. "abcdefgh".Select(c => new TextPrompt(c.ToString()))], Settings);
        Assert.That(texts.Select(t => t.Text), Is.EqualTo("abcdefgh".Select(c => $"<{c}>")));
        Assert.That(texts.Select(t => t.IsCutOff), Is.EqualTo("abcdefgh".Select(c => c == 'b')));
        Assert.That(client.Most, Is.LessThanOrEqualTo(3));
        Assert.That(client.Options, Has.All.Property("MaxOutputTokens").EqualTo(16).And.All.Property("Instructions").EqualTo("Be brief."));
        Assert.That(model.Name, Is.EqualTo("small-1"));
        Assert.That(model.Fingerprint, Does.Contain("tests").And.Contain("small-1"));
        Assert.That(client.AsLanguageModel().Fingerprint, Is.Not.EqualTo(model.Fingerprint));
    }

    [Test]
    public void WhatGoesWrongIsToldWithItsPrompt()
    {
        using var client = new Client(messages => messages[0].Text == "bad"
            ? throw new HttpRequestException("503") : new ChatResponse(new AIChatMessage(ChatRole.Assistant, "ok")));
        Assert.That(
            () => client.AsLanguageModel().Generate([new("good"), new("bad")], Settings),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("prompt 1").And.Message.Contains("503"));
        Assert.That(
            () => client.AsLanguageModel().Generate([new(" ")], Settings), Throws.InstanceOf<PipelineException>().With.Message.Contains("empty"));
        Assert.That(() => client.AsLanguageModel(o => o.Concurrency = 0), Throws.TypeOf<OptionsException>());
    }

    private sealed class Client(Func<IList<AIChatMessage>, ChatResponse> answer) : IChatClient
    {
        private int _now;

        public int Most { get; private set; }

        public List<ChatOptions> Options { get; } = [];

        public async Task<ChatResponse> GetResponseAsync(
            IEnumerable<AIChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            lock (Options)
            {
                Options.Add(options!);
                Most = Math.Max(Most, ++_now);
            }

            await Task.Delay(5, cancellationToken);
            lock (Options)
                _now--;
            return answer([.. messages]);
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<AIChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("tests", new Uri("http://tests/"), "small-1") : null;

        public void Dispose()
        {
        }
    }
}
