namespace Pipelines.Evaluation;

/// <summary>
/// Finds the answer in what a model wrote, or in a published solution. Pure: the same text gives the same answer; several threads may
/// call one.
/// </summary>
public interface IAnswerExtractor
{
    /// <summary>The rule in a few characters, such as <c>marker(####)&gt;number(last)</c>; part of a score's fingerprint.</summary>
    string Signature { get; }

    /// <summary>Finds the answer.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The answer in the form it is compared in; null where the text has none.</returns>
    string? Extract(string text);
}
