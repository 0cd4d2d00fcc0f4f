namespace Pipelines.Training;

/// <summary>The numbers of one step.</summary>
/// <param name="Logits">[rows, vocabulary] as the model gave them; null where they were not to be kept.</param>
/// <param name="Scores">[rows, vocabulary] after all settings; null where they were not to be kept.</param>
/// <remarks>
/// Rows are sequences, or beams, in their order at the step; the rows of sequences that had ended are 0. Of beams they are logarithmic
/// probabilities, without what the beam had before.
/// </remarks>
public sealed record GenerationStep(float[]? Logits, float[]? Scores);
