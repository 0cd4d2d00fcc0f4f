namespace Pipelines;

/// <summary>How prompts are continued.</summary>
/// <param name="MaximumTokens">The most new tokens.</param>
/// <param name="StopStrings">What ends a text; it does not belong to it.</param>
/// <param name="Temperature">0 for the most likely token each time; above, tokens are drawn.</param>
/// <param name="Seed">Decides the draws, with the prompt's text and its <see cref="TextPrompt.Draw"/>.</param>
public sealed record TextGenerationSettings(
    int MaximumTokens, IReadOnlyList<string> StopStrings, double Temperature = 0, int Seed = 0);
