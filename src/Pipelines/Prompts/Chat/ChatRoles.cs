namespace Pipelines;

/// <summary>The roles of messages.</summary>
internal static class ChatRoles
{
    public const string System = "system";

    public const string User = "user";

    public const string Assistant = "assistant";

    /// <summary>The roles that messages of a data set may have; templates take what they know of them.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [System, "developer", User, Assistant, "model", "tool", "function", "ipython", "environment", "observation"];

    /// <summary>Whether the role is that of the model: what it says is trained.</summary>
    public static bool IsAssistant(string role) => role is Assistant or "model";

    /// <summary>The role that a sender in a ShareGPT conversation stands for; null where it is not known.</summary>
    public static string? FromSender(string sender) => sender switch
    {
        "human" or User => User,
        "gpt" or "chatgpt" or "bing" or "bard" or "bot" or "function_call" or Assistant or "model" => Assistant,
        System => System,
        "tool" or "observation" or "function_response" => "tool",
        _ => null,
    };
}
