namespace Pipelines.Training;

/// <summary>
/// Sequences that a model is continuing, with the keys and values of what they hold already. Sequences differ in length and do not see
/// each other. A decoder-only model's sequences begin empty; those of an encoder-decoder have their source's encoding from the start.
/// </summary>
public interface IDecodingSession : IDisposable
{
    /// <summary>How many sequences there are.</summary>
    int SequenceCount { get; }

    /// <summary>The most tokens a sequence can hold.</summary>
    int Capacity { get; }

    /// <summary>The most tokens that one sequence can hold: fewer than the others' where a longer soft prompt stands before it.</summary>
    int GetCapacity(int sequence) => Capacity;

    /// <summary>How many token ids the model knows: the width of a row of logits.</summary>
    int VocabularySize { get; }

    /// <summary>The width of the hidden states that the logits are computed from.</summary>
    int HiddenSize { get; }

    /// <summary>How many tokens a sequence holds.</summary>
    int GetLength(int sequence);

    /// <summary>Drops a sequence's tokens from a length on; 0 empties it.</summary>
    /// <param name="sequence">The sequence's number.</param>
    /// <param name="length">How many tokens stay, at most those it holds.</param>
    void Truncate(int sequence, int length);

    /// <summary>Adds tokens to one sequence and computes the logits after the last of them.</summary>
    /// <param name="sequence">The sequence's number.</param>
    /// <param name="tokens">At least one token; with those it holds at most <see cref="Capacity"/>.</param>
    /// <param name="logits">
    /// Receives [n, vocabulary], the logits after the last n of the tokens; n follows from the length and may be 0.
    /// </param>
    /// <param name="hidden">
    /// Receives [m, <see cref="HiddenSize"/>], the final hidden states of the last m of the tokens; may be empty.
    /// </param>
    void Append(int sequence, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default);

    /// <summary>
    /// Computes the logits behind a masked token: it sees what the sequence holds, but the sequence does not hold it afterwards. A prompt
    /// that is padded on the right ends so.
    /// </summary>
    /// <param name="sequence">The sequence's number; it is not empty.</param>
    /// <param name="token">The token.</param>
    /// <param name="logits">Receives one logit per token id.</param>
    /// <exception cref="NotSupportedException">The model's targets never begin with a masked token: an encoder-decoder.</exception>
    void AppendMasked(int sequence, int token, Span<float> logits) =>
        throw new NotSupportedException($"{GetType().Name} takes no prompts that end with a masked token; pad on the left.");

    /// <summary>Adds one token to each of several sequences in one pass.</summary>
    /// <param name="sequences">The sequences' numbers, each once.</param>
    /// <param name="tokens">One token for each.</param>
    /// <param name="logits">Receives [sequences, vocabulary].</param>
    /// <param name="hidden">Receives [sequences, <see cref="HiddenSize"/>]; may be empty.</param>
    void AppendEach(ReadOnlySpan<int> sequences, ReadOnlySpan<int> tokens, Span<float> logits, Span<float> hidden = default);

    /// <summary>Makes every sequence a continuation of what another one held: sequence i then holds what <c>sources[i]</c> held.</summary>
    /// <param name="sources">One sequence number for each sequence; of an encoder-decoder's only those with the same source.</param>
    void Arrange(ReadOnlySpan<int> sources);

    /// <summary>Puts a soft prompt before a sequence that is empty; it stays there when the sequence is truncated.</summary>
    /// <param name="sequence">The sequence's number.</param>
    /// <param name="prompt">The prompt, in place of the one that the model has; null for none.</param>
    /// <exception cref="NotSupportedException">The model takes no soft prompts.</exception>
    /// <exception cref="InvalidOperationException">The sequence holds tokens.</exception>
    void SetSoftPrompt(int sequence, ISoftPrompt? prompt) =>
        throw new NotSupportedException($"{GetType().Name} takes no soft prompts.");

    /// <summary>Computes an empty sequence with an adapter of its own.</summary>
    /// <param name="sequence">The sequence's number.</param>
    /// <param name="adapter">
    /// An adapter of the model; <see cref="Pipelines.Nn.RowAdapters.None"/> for the base alone, null for those that are active.
    /// </param>
    /// <exception cref="PipelineException">The model has no such adapter, or it is none that single sequences can have.</exception>
    /// <exception cref="NotSupportedException">The model's sequences cannot have adapters of their own.</exception>
    /// <exception cref="InvalidOperationException">The sequence holds tokens.</exception>
    void SetAdapter(int sequence, string? adapter)
    {
        if (adapter is not null)
            throw new NotSupportedException($"{GetType().Name} has no adapters for single sequences; activate the adapter on the model.");
    }
}
