namespace Pipelines.Training;

/// <summary>
/// Sequences that a model is continuing, with the keys and values of what they hold already. Sequences differ in length and do not see
/// each other.
/// </summary>
public interface IDecodingSession : IDisposable
{
    /// <summary>How many sequences there are.</summary>
    int SequenceCount { get; }

    /// <summary>The most tokens a sequence can hold.</summary>
    int Capacity { get; }

    /// <summary>How many tokens a sequence holds.</summary>
    int GetLength(int sequence);

    /// <summary>Empties a sequence.</summary>
    void Clear(int sequence);

    /// <summary>Adds tokens to one sequence and computes the logits after the last.</summary>
    /// <param name="sequence">The sequence's number.</param>
    /// <param name="tokens">At least one token; with those it holds at most <see cref="Capacity"/>.</param>
    /// <param name="logits">Receives one logit per token id.</param>
    void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits);

    /// <summary>Adds one token to each of several sequences in one pass.</summary>
    /// <param name="sequences">The sequences' numbers, each once.</param>
    /// <param name="tokens">One token for each.</param>
    /// <param name="logits">Receives [sequences, vocabulary].</param>
    void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits);
}
