namespace Pipelines.Gpt;

/// <summary>A registered chat client: which model, and how it answers.</summary>
public sealed class GptChatServiceOptions : GptChatClientOptions
{
    /// <summary>
    /// A model folder, or a pipeline file with a decoder in it. Null for the model registered by <c>AddGptModel</c> under the client's
    /// name.
    /// </summary>
    public string? ModelPath { get; set; }
}
