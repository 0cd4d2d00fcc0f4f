using Microsoft.Extensions.AI;
using AIChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Pipelines.Evaluation;

/// <summary>
/// Any <see cref="IChatClient"/> as a model for tasks whose answers are generated: each prompt is a message of the user. What a service's
/// model is, it alone knows: the fingerprint has its address and the model's name.
/// </summary>
internal sealed class ChatClientLanguageModel : ILanguageModel
{
    private readonly IChatClient _client;
    private readonly ChatClientLanguageModelOptions _options;

    public ChatClientLanguageModel(IChatClient client, ChatClientLanguageModelOptions options)
    {
        (_client, _options) = (client, OptionsValidation.Validated(options));
        var metadata = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        Name = options.Name ?? metadata?.DefaultModelId ?? client.GetType().Name;
        var instructions = options.Instructions is null ? "" : "+" + ScoreFingerprint.Shorten(options.Instructions);
        var provider = metadata?.ProviderName ?? client.GetType().FullName;
        Fingerprint = $"{provider}:{metadata?.ProviderUri}:{metadata?.DefaultModelId}{instructions}";
    }

    public string Name { get; }

    public string Fingerprint { get; }

    public IReadOnlyList<GeneratedText> Generate(
        IReadOnlyList<TextPrompt> prompts, TextGenerationSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(settings);
        var results = new GeneratedText[prompts.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Concurrency, CancellationToken = cancellationToken };

        // On the pool: waiting here for what wants to go on in the caller's context would never end.
        Task.Run(
            () => Parallel.ForAsync(0, results.Length, parallel, async (i, cancellation) =>
                results[i] = await AskAsync(prompts[i], i, settings, cancellation).ConfigureAwait(false)),
            cancellationToken).GetAwaiter().GetResult();
        return results;
    }

    private async Task<GeneratedText> AskAsync(
        TextPrompt prompt, int index, TextGenerationSettings settings, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(prompt.Text))
            throw new PipelineException($"Prompt {index} is empty.");
        var options = new ChatOptions
        {
            MaxOutputTokens = settings.MaximumTokens,
            Temperature = (float)settings.Temperature,
            Seed = unchecked(settings.Seed * 31L + prompt.Draw),
            StopSequences = settings.StopStrings.Count > 0 ? [.. settings.StopStrings] : null,
            Instructions = _options.Instructions,
        };
        try
        {
            var response = await _client.GetResponseAsync([new AIChatMessage(ChatRole.User, prompt.Text)], options, cancellationToken)
                .ConfigureAwait(false);
            var text = response.Text;

            // Not every service keeps to what it is told to stop at.
            foreach (var stop in settings.StopStrings)
                text = text.IndexOf(stop, StringComparison.Ordinal) is var at and >= 0 ? text[..at] : text;
            return new GeneratedText(
                text, response.FinishReason == ChatFinishReason.Length, TokenCount: (int?)response.Usage?.OutputTokenCount);
        }
        catch (Exception e) when (e is not (OperationCanceledException or PipelineException))
        {
            throw new PipelineException(
                $"{Name} did not answer prompt {index}: {e.Message} What was scored before stays where results are written down; " +
                "run again.", e);
        }
    }
}
