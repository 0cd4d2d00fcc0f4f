using System.Text.Json;

namespace Pipelines;

/// <summary>
/// Makes a text of a conversation by a chat template: Jinja2 as transformers renders it (blocks trimmed, loop controls, <c>tojson</c>,
/// <c>raise_exception</c>, <c>strftime_now</c>, <c>generation</c> blocks; sandboxed and bounded), and says where in it the assistant
/// speaks. Immutable; several threads may render with one.
/// </summary>
/// <remarks>
/// The text has the special tokens that the template writes, the beginning-of-text token among them where it writes one: tokenize it
/// without adding any. Jinja's <c>include</c>, <c>import</c>, <c>extends</c>, <c>block</c>, <c>do</c>, recursive loops, integers of more
/// than 64 bits and some rare filters are not supported; a template that uses them is refused where it does.
/// </remarks>
public sealed partial class ChatTemplate
{
    private readonly JinjaTemplate _template;
    private readonly bool _asksForAnswers;

    private ChatTemplate(JinjaTemplate template, string source, string? bosToken, string? eosToken)
    {
        _template = template;
        _asksForAnswers = source.Contains("add_generation_prompt", StringComparison.Ordinal);
        Source = source;
        BosToken = bosToken;
        EosToken = eosToken;
    }

    /// <summary>The template.</summary>
    public string Source { get; }

    /// <summary>The variable <c>bos_token</c>; null where it is not defined.</summary>
    public string? BosToken { get; }

    /// <summary>The variable <c>eos_token</c>; null where it is not defined.</summary>
    public string? EosToken { get; }

    /// <summary>
    /// Whether the template says by <c>generation</c> blocks what the assistant writes. Where it does not, the trained spans are each
    /// assistant message's text as it comes out, from the end of the generation prompt to the last character other than whitespace that the
    /// loop over the messages writes for it.
    /// </summary>
    public bool HasGenerationBlocks => _template.HasGenerationBlocks;

    /// <summary>Reads a template.</summary>
    /// <param name="source">Jinja, such as <c>chat_template</c> of a <c>tokenizer_config.json</c>.</param>
    /// <param name="bosToken">The variable <c>bos_token</c>; null leaves it undefined.</param>
    /// <param name="eosToken">The variable <c>eos_token</c>; null leaves it undefined.</param>
    /// <exception cref="TemplateException">The template is wrong, or outside what is supported; line and column are told.</exception>
    public static ChatTemplate Parse(string source, string? bosToken = null, string? eosToken = null) =>
        new(JinjaTemplate.Parse(source), source, bosToken, eosToken);

    /// <summary>The same template with other special tokens; those that are null stay as they are.</summary>
    public ChatTemplate WithTokens(string? bosToken, string? eosToken) =>
        new(_template, Source, bosToken ?? BosToken, eosToken ?? EosToken);

    /// <summary>Renders a conversation.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="options">What else the template is given.</param>
    /// <exception cref="TemplateException">The template refuses the conversation, computes what cannot be, or passes a limit.</exception>
    /// <exception cref="PipelineException">A text has half of a surrogate pair, which is no character.</exception>
    public RenderedChat Render(IEnumerable<ChatMessage> messages, ChatRenderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return RenderValues([.. messages.Select((message, index) => TemplateJson.ToMessage(message.Role, message.Content, index))],
            options);
    }

    /// <summary>Renders a conversation whose messages have more than a role and content: calls of tools, reasoning, parts.</summary>
    /// <param name="messages">An array of objects; every property is seen by the template.</param>
    /// <param name="options">What else the template is given.</param>
    /// <exception cref="ArgumentException">The JSON is not an array of objects.</exception>
    /// <exception cref="TemplateException">The template refuses the conversation, computes what cannot be, or passes a limit.</exception>
    /// <exception cref="PipelineException">A text has half of a surrogate pair, which is no character.</exception>
    public RenderedChat Render(JsonElement messages, ChatRenderOptions? options = null)
    {
        if (messages.ValueKind != JsonValueKind.Array
            || messages.EnumerateArray().Any(message => message.ValueKind != JsonValueKind.Object))
            throw new ArgumentException("The messages are an array of objects with 'role' and 'content'.", nameof(messages));
        return RenderValues([.. messages.EnumerateArray().Select((message, index) => TemplateJson.ToMessage(message, index))], options);
    }

    internal RenderedChat RenderValues(List<DictionaryValue> messages, ChatRenderOptions? options)
    {
        options ??= new ChatRenderOptions();
        var prompt = HasGenerationBlocks || !_asksForAnswers ? "" : GenerationPrompt(messages, options);
        var text = Render(messages, options, options.AddGenerationPrompt, prompt);
        var spans = new List<TrainedSpan>();
        foreach (var mark in text.Marks)
        {
            if (mark.IsGeneration == HasGenerationBlocks)
                spans.Add(new TrainedSpan(mark.Start, mark.End - mark.Start, mark.Message));
        }

        return new RenderedChat(text.Value, spans);
    }

    /// <summary>
    /// What the template adds where it asks for the last answer; empty where it refuses to be asked, or adds something else.
    /// </summary>
    private string GenerationPrompt(List<DictionaryValue> messages, ChatRenderOptions options)
    {
        var last = messages.FindLastIndex(message => message.Message >= 0);
        if (last < 0)
            return "";
        var before = last == 0 ? messages : messages.GetRange(0, last);
        try
        {
            var asking = Render(before, options, true, "").Value;
            var silent = Render(before, options, false, "").Value;
            return asking.StartsWith(silent, StringComparison.Ordinal) ? asking[silent.Length..] : "";
        }
        catch (TemplateException)
        {
            return "";
        }
    }

    private MarkedText Render(List<DictionaryValue> messages, ChatRenderOptions options, bool addGenerationPrompt, string generationPrompt)
    {
        var variables = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["messages"] = new ListValue([.. messages]),
            ["tools"] = options.Tools is { } tools ? TemplateJson.Read(tools) : null,
            ["documents"] = options.Documents is { } documents ? TemplateJson.Read(documents) : null,
            ["add_generation_prompt"] = addGenerationPrompt,
        };
        if (BosToken is not null)
            variables["bos_token"] = new MarkedText(BosToken);
        if (EosToken is not null)
            variables["eos_token"] = new MarkedText(EosToken);
        foreach (var (name, value) in options.Variables ?? new Dictionary<string, JsonElement>())
            variables[name] = TemplateJson.Read(value);
        return _template.Render(variables, options.Limits, options.Time.GetLocalNow().DateTime, generationPrompt);
    }
}
