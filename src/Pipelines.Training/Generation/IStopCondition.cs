namespace Pipelines.Training;

/// <summary>Ends sequences by what they hold.</summary>
public interface IStopCondition
{
    /// <summary>Whether a sequence ends behind its last token.</summary>
    /// <param name="tokens">Prompt and continuation.</param>
    /// <param name="promptLength">How many of these tokens are the prompt's.</param>
    bool IsMet(ReadOnlySpan<int> tokens, int promptLength);
}
