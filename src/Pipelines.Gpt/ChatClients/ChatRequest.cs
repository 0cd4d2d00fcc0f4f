using Microsoft.Extensions.AI;
using Pipelines.Training;
using AIChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Pipelines.Gpt;

/// <summary>
/// What a caller asks of a chat client, in the words of this project. What the model cannot do is refused: nothing is dropped unseen.
/// </summary>
internal static class ChatRequest
{
    private const string AdapterProperty = "adapter";

    /// <summary>The messages, with the instructions before them.</summary>
    public static List<ChatMessage> ToMessages(IEnumerable<AIChatMessage> messages, ChatOptions? options)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var result = new List<ChatMessage>();
        if (!string.IsNullOrEmpty(options?.Instructions))
            result.Add(new ChatMessage(ChatRole.System.Value, options.Instructions));
        var index = 0;
        foreach (var message in messages)
        {
            foreach (var content in message.Contents)
            {
                if (content is not (TextContent or UsageContent))
                {
                    throw new PipelineException(
                        $"Message {index} ({message.Role.Value}) has a {content.GetType().Name}; the model reads text alone. "
                        + "Give messages of text.");
                }
            }

            // Templates of one system message take instructions and system message as one.
            if (result is [{ Role: "system" } instructions] && message.Role == ChatRole.System)
                result[0] = new ChatMessage(instructions.Role, instructions.Content + "\n\n" + message.Text);
            else
                result.Add(new ChatMessage(message.Role.Value, message.Text));
            index++;
        }

        return index > 0 ? result : throw new PipelineException("There is no message to answer; give at least one.");
    }

    /// <summary>The adapter that is asked for; null for the client's own.</summary>
    public static string? AdapterOf(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(AdapterProperty, out var adapter) == true
        ? adapter as string ?? throw Refused($"the additional property '{AdapterProperty}' that is not a text", "Give an adapter's name")
        : null;

    /// <summary>How the answer is generated.</summary>
    public static GenerationOptions ToGeneration(
        ChatOptions? options, GenerationOptions? defaults, string? modelId, IChatClient client, IList<int>? endIds, string? stop)
    {
        var result = Raw(options, client) ?? defaults?.Clone() ?? new GenerationOptions();
        result.EndIds ??= endIds;
        result.StopStrings = stop is null ? result.StopStrings : [.. result.StopStrings ?? [], stop];
        if (options is null)
            return result;
        Refuse(options, modelId);
        result.MaximumNewTokens = options.MaxOutputTokens ?? result.MaximumNewTokens;
        result.Temperature = options.Temperature ?? result.Temperature;
        result.TopP = options.TopP ?? result.TopP;
        result.TopK = options.TopK ?? result.TopK;
        result.FrequencyPenalty = options.FrequencyPenalty ?? result.FrequencyPenalty;
        result.PresencePenalty = options.PresencePenalty ?? result.PresencePenalty;

        // Seeds of 64 bits are folded: each gives its own draws, as before, but those of 32 bits stay as they are.
        if (options.Seed is { } seed)
            result.Seed = seed is >= int.MinValue and <= int.MaxValue ? (int)seed : unchecked((int)(seed ^ (seed >> 32)));
        if (options.StopSequences is { Count: > 0 } stops)
            result.StopStrings = [.. result.StopStrings ?? [], .. stops];
        return result;
    }

    private static GenerationOptions? Raw(ChatOptions? options, IChatClient client) =>
        options?.RawRepresentationFactory?.Invoke(client) switch
        {
            null => null,
            GenerationOptions raw => raw.Clone(),
            var other => throw Refused($"a raw representation of type {other.GetType().Name}", $"Give a {nameof(GenerationOptions)}"),
        };

    private static void Refuse(ChatOptions options, string? modelId)
    {
        if (options.ModelId is { } asked && asked != modelId)
            throw Refused($"the model '{asked}'", modelId is null ? "Leave ModelId out" : $"This client has '{modelId}'");
        if (options.Tools is { Count: > 0 } || options.ToolMode is RequiredChatToolMode)
            throw Refused("tools", "Leave Tools out, or let another client call them");
        if (options.ResponseFormat is { } format and not ChatResponseFormatText)
            throw Refused($"the response format {format.GetType().Name}", "Ask for JSON in words and check the answer");
        if (options.ConversationId is not null)
            throw Refused("a ConversationId", "No conversation is kept here: send all messages each time");
        if (options.Reasoning is not null)
            throw Refused("reasoning options", "Leave Reasoning out");
#pragma warning disable MEAI001 // It is refused; whether its form changes does not matter.
        if (options.ContinuationToken is not null)
            throw Refused("a ContinuationToken", "Answers are not kept here: ask again");
#pragma warning restore MEAI001
        if (options.AdditionalProperties?.Keys.FirstOrDefault(key => key != AdapterProperty) is { } unknown)
        {
            throw Refused(
                $"the additional property '{unknown}'",
                $"Known is '{AdapterProperty}'; settings of generation go through RawRepresentationFactory");
        }
    }

    private static PipelineException Refused(string what, string advice) =>
        new($"The chat options ask for {what}, which this client does not do. {advice}.");
}
