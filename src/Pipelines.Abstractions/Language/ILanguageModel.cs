namespace Pipelines;

/// <summary>
/// A model that continues texts, as evaluations ask it: one of this project's, or a service elsewhere. What a prompt gives does not depend
/// on the others of a call. One thread at a time.
/// </summary>
public interface ILanguageModel
{
    /// <summary>How reports name it.</summary>
    string Name { get; }

    /// <summary>What tells it from every other: a hash of its weights and tokenizer, or the service's address and model.</summary>
    string Fingerprint { get; }

    /// <summary>Continues prompts.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="settings">How far, and how.</param>
    /// <param name="cancellationToken">Stops the work; nothing is returned then.</param>
    /// <returns>A text for each prompt, in their order.</returns>
    /// <exception cref="PipelineException">A prompt is empty or the model cannot be asked.</exception>
    IReadOnlyList<GeneratedText> Generate(
        IReadOnlyList<TextPrompt> prompts, TextGenerationSettings settings, CancellationToken cancellationToken = default);
}
