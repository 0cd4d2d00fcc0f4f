using System.Text.Json;

namespace Pipelines;

/// <summary>Puts the messages of one conversation together, checking their roles.</summary>
internal sealed class ConversationBuilder(string? systemMessage, IReadOnlyList<string> additionalRoles)
{
    private List<DictionaryValue> _messages = [];

    public void Add(string role, string content)
    {
        Begin(role);
        _messages.Add(TemplateJson.ToMessage(role, content, _messages.Count));
    }

    public void Add(string role, JsonElement message)
    {
        Begin(role);
        _messages.Add(TemplateJson.ToMessage(message, _messages.Count));
    }

    /// <summary>The role that a sender of ShareGPT's or a role stands for.</summary>
    /// <exception cref="PipelineException">It is not known.</exception>
    public string RoleOf(string name, bool isSender, int index)
    {
        var role = isSender ? ChatRoles.FromSender(name) ?? name : name;
        if (ChatRoles.Known.Contains(role) || additionalRoles.Contains(role))
            return role;
        throw new PipelineException(
            $"Message {index} has the role '{name}', which is not known. Roles: {string.Join(", ", ChatRoles.Known)}"
            + $"{(isSender ? "; senders: human, gpt, system, tool, observation, function_call" : "")}. Name others in AdditionalRoles.");
    }

    /// <summary>The conversation; the builder is ready for the next.</summary>
    public List<DictionaryValue> End()
    {
        var messages = _messages;
        _messages = [];
        return messages.Count > 0 ? messages : throw new PipelineException("The conversation has no messages.");
    }

    /// <summary>Forgets what a conversation that failed has left.</summary>
    public void Clear() => _messages = [];

    private void Begin(string role)
    {
        if (_messages.Count == 0 && systemMessage is not null && role != ChatRoles.System)
            _messages.Add(TemplateJson.ToMessage(ChatRoles.System, systemMessage, 0));
    }
}
