using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using Pipelines.Tokenizers;
using Pipelines.Training;
using AIChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Pipelines.Gpt;

/// <summary>
/// A decoder as a chat client of Microsoft.Extensions.AI. Any number of threads may ask; requests are computed together
/// (<see cref="GenerationQueue"/>).
/// </summary>
internal sealed class GptChatClient : IChatClient
{
    private const string ProviderName = "pipelines";

    private readonly GptChatClientOptions _options;
    private readonly GptModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly ChatTemplate _template;
    private readonly GenerationQueue _queue;
    private readonly IDisposable? _owned;
    private readonly IList<int>? _endIds;
    private readonly ChatClientMetadata _metadata;

    public GptChatClient(GptModel model, Tokenizer tokenizer, GptChatClientOptions options, IDisposable? owned = null)
    {
        (_model, _tokenizer, _options, _owned) = (model, tokenizer, OptionsValidation.Validated(options), owned);
        _template = CreateTemplate(options.Template, tokenizer.Configuration);
        _endIds = CreateEndIds(options.Generation ?? model.Generation);
        _metadata = new ChatClientMetadata(ProviderName, null, options.ModelId);
        _queue = new GenerationQueue(
            new TextGenerator(model, tokenizer), new GenerationQueueOptions { MaximumBatchSize = options.MaximumBatchSize });
    }

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        GeneratedSequence? sequence = null;
        await foreach (var update in Answer(messages, options, cancellationToken).ConfigureAwait(false))
        {
            text.Append(update.Text);
            sequence = update.Sequence;
        }

        var (id, now) = (NewId(), DateTimeOffset.UtcNow);
        return new ChatResponse(new AIChatMessage(ChatRole.Assistant, text.ToString()) { MessageId = id, CreatedAt = now })
        {
            ResponseId = id,
            ModelId = _options.ModelId,
            CreatedAt = now,
            FinishReason = ReasonOf(sequence!),
            Usage = UsageOf(sequence!),
            RawRepresentation = sequence,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var id = NewId();
        await foreach (var update in Answer(messages, options, cancellationToken).ConfigureAwait(false))
        {
            if (update.Text.Length > 0)
                yield return Piece(id, new TextContent(update.Text));
            if (update.Sequence is not { } sequence)
                continue;
            var last = Piece(id, new UsageContent(UsageOf(sequence)));
            last.FinishReason = ReasonOf(sequence);
            last.RawRepresentation = sequence;
            yield return last;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_model) ? _model
            : serviceType.IsInstanceOfType(_tokenizer) ? _tokenizer
            : serviceType == typeof(ChatTemplate) ? _template
            : serviceType == typeof(GenerationQueue) ? _queue
            : null;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _owned?.Dispose();
    }

    private IAsyncEnumerable<GeneratedUpdate> Answer(
        IEnumerable<AIChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var conversation = ChatRequest.ToMessages(messages, options);
        var generation = ChatRequest.ToGeneration(
            options, _options.Generation, _options.ModelId, this, _endIds,
            ReferenceEquals(_template, PlainChatFormat.Template) ? PlainChatFormat.Stop : null);
        var prompt = _template.Render(conversation, new ChatRenderOptions { AddGenerationPrompt = true }).Text;
        var adapter = ChatRequest.AdapterOf(options) ?? _options.Adapter;
        return _queue.StreamAsync(prompt, generation, adapter, cancellationToken: cancellationToken);
    }

    private ChatResponseUpdate Piece(string id, AIContent content) => new(ChatRole.Assistant, [content])
    {
        ResponseId = id,
        MessageId = id,
        ModelId = _options.ModelId,
        CreatedAt = DateTimeOffset.UtcNow,
    };

    // A turn may end with another token than a text does.
    private List<int>? CreateEndIds(GenerationOptions? defaults)
    {
        if (string.IsNullOrEmpty(_template.EosToken) || _tokenizer.TokenToId(_template.EosToken) is not { } turnEnd)
            return null;
        List<int> ids = [.. defaults?.EndIds ?? (_tokenizer.EndOfTextId is { } end ? [end] : [])];
        if (!ids.Contains(turnEnd))
            ids.Add(turnEnd);
        return ids;
    }

    private static ChatTemplate CreateTemplate(string? asked, TokenizerConfig config)
    {
        if (asked is not null && ChatTemplate.Names.Contains(asked))
        {
            var named = ChatTemplate.Named(asked);
            return string.IsNullOrEmpty(named.EosToken) ? named.WithTokens(null, config.EndOfText) : named;
        }

        return (asked ?? config.ChatTemplate) is { } source
            ? ChatTemplate.Parse(source, config.BeginOfText, config.EndOfText)
            : PlainChatFormat.Template;
    }

    private static ChatFinishReason ReasonOf(GeneratedSequence sequence) =>
        sequence.FinishReason is FinishReason.EndToken or FinishReason.StopString ? ChatFinishReason.Stop : ChatFinishReason.Length;

    private static UsageDetails UsageOf(GeneratedSequence sequence) => new()
    {
        InputTokenCount = sequence.PromptLength,
        OutputTokenCount = sequence.Tokens.Count - sequence.PromptLength,
        TotalTokenCount = sequence.Tokens.Count,
    };

    private static string NewId() => Guid.NewGuid().ToString("N");
}
