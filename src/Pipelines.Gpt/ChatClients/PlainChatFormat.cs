namespace Pipelines.Gpt;

/// <summary>
/// The form of a conversation for models without a chat template: the system message and an empty line, then <c>User: …</c> and
/// <c>Assistant: …</c>, each on a line of its own. An answer ends where the model begins a line <c>User:</c>.
/// </summary>
public static class PlainChatFormat
{
    /// <summary>What ends an answer.</summary>
    public const string Stop = "\nUser:";

    private const string Source = """
        {%- for message in messages %}
            {%- if message.role == 'system' %}{{ message.content + '\n\n' }}
            {%- elif message.role == 'user' %}{{ 'User: ' + message.content + '\n' }}
            {%- elif message.role == 'assistant' %}{{ 'Assistant: ' + message.content + '\n' }}
            {%- else %}{{ raise_exception('The plain form knows the roles system, user and assistant, not ' + message.role + '.') }}
            {%- endif %}
        {%- endfor %}
        {%- if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}
        """;

    /// <summary>The form as a template.</summary>
    public static ChatTemplate Template { get; } = ChatTemplate.Parse(Source, "", "");
}
