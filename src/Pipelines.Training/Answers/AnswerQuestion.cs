namespace Pipelines.Training;

/// <summary>What a model is asked, and the answer that is expected.</summary>
/// <param name="Prompt">The tokens to continue, as they stand in the training rows.</param>
/// <param name="Reference">The text of the answer, without special tokens.</param>
public sealed record AnswerQuestion(PromptTokens Prompt, string Reference);
