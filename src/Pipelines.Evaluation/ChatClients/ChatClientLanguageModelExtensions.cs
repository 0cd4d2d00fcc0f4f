using Microsoft.Extensions.AI;
using Pipelines.Evaluation;

namespace Pipelines;

/// <summary>Chat clients as models that tasks are put to.</summary>
public static class ChatClientLanguageModelExtensions
{
    /// <summary>Makes a chat client a language model for tasks whose answers are generated.</summary>
    /// <param name="client">The client; it stays its owner's.</param>
    /// <param name="configure">Changes the options.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public static ILanguageModel AsLanguageModel(this IChatClient client, Action<ChatClientLanguageModelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        var options = new ChatClientLanguageModelOptions();
        configure?.Invoke(options);
        return new ChatClientLanguageModel(client, options);
    }
}
