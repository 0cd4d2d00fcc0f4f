using System.Diagnostics;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>What a strategy needs: prompts, settings and the model behind a session.</summary>
internal sealed class GenerationPlan
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public required GenerationSettings Settings { get; init; }

    /// <summary>What each sequence of the decoder starts from.</summary>
    public required IReadOnlyList<PromptTokens> Prompts { get; init; }

    /// <summary>The encoder's tokens of each prompt; a decoder-only model's prompts.</summary>
    public required IReadOnlyList<PromptTokens> Sources { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>How many ids may come; the tokenizer's vocabulary may be smaller than the model's.</summary>
    public required int VocabularyLimit { get; init; }

    /// <summary>Begins the sequences: so many a prompt.</summary>
    public required Func<int, IDecodingSession> Start { get; init; }

    public IReadOnlyList<IScoreProcessor> Processors { get; init; } = [];

    public IStopCondition? StopCondition { get; init; }

    /// <summary>The first prompt's stream of random numbers.</summary>
    public ulong FirstStream { get; init; }

    /// <summary>Each prompt's stream of random numbers; null for those that follow the first one's.</summary>
    public IReadOnlyList<ulong>? Streams { get; init; }

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether the time is over.</summary>
    public bool IsOverdue => Settings.MaximumTime is { } limit && Stopwatch.GetElapsedTime(_started) > limit;

    /// <summary>The greatest length of prompt and continuation.</summary>
    public int LengthLimit(int prompt) => Settings.LengthLimit(Prompts[prompt].Length);

    /// <summary>The score processors of a prompt's sequences.</summary>
    public IScoreProcessor[] CreateProcessors(int prompt, ScoreBuffers buffers) => ScoreProcessors.Create(
        Settings, buffers, Prompts[prompt].Length, Sources[prompt].Ids.ToArray(), VocabularyLimit, Processors);

    /// <summary>The random numbers of a prompt, whatever else is in the batch.</summary>
    public RandomGenerator CreateRandom(int prompt) =>
        new(unchecked((ulong)Settings.Seed * 0x9E3779B97F4A7C15 + (Streams?[prompt] ?? FirstStream + (ulong)prompt)));

    /// <summary>Why a sequence ends behind its last token; null if it goes on.</summary>
    public FinishReason? Check(ReadOnlySpan<int> tokens, int prompt, int lengthLimit)
    {
        if (Settings.EndIds.AsSpan().Contains(tokens[^1]))
            return FinishReason.EndToken;
        if (StopCondition?.IsMet(tokens, Prompts[prompt].Length) is true)
            return FinishReason.StopString;
        return tokens.Length >= lengthLimit ? FinishReason.Length : null;
    }

    /// <summary>Computes a prompt and the logits behind it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sequence">The sequence, empty.</param>
    /// <param name="prompt">The prompt's number.</param>
    /// <param name="attended">What the model sees of it.</param>
    /// <param name="logits">Receives one logit per token id.</param>
    /// <param name="hidden">Receives the states of the last tokens that are seen; may be empty.</param>
    public void Prefill(
        IDecodingSession session, int sequence, int prompt, ReadOnlySpan<int> attended, Span<float> logits, Span<float> hidden = default)
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (!Prompts[prompt].EndsMasked)
        {
            session.Append(sequence, attended, logits, hidden);
            return;
        }

        // As in the reference, where such a prompt is warned of: the padding behind the text speaks for it.
        session.Append(sequence, attended, [], hidden);
        session.AppendMasked(sequence, Prompts[prompt].Ids[^1], logits);
    }

    /// <summary>Refuses prompts whose longest continuation would not fit into the model's context.</summary>
    public void RequireCapacity(IDecodingSession session)
    {
        var perPrompt = session.SequenceCount / Prompts.Count;
        for (var i = 0; i < Prompts.Count; i++)
        {
            var capacity = session.GetCapacity(i * perPrompt);
            var masked = Prompts[i].Length - Prompts[i].GetAttendedIds().Length;
            // The last token is never computed on.
            if (LengthLimit(i) - masked - 1 > capacity)
            {
                throw new PipelineException(
                    $"Prompt {i} and its continuation may have {LengthLimit(i) - masked} tokens, but the model's context holds {capacity}. "
                    + "Lower MaximumNewTokens or MaximumLength.");
            }
        }
    }
}
