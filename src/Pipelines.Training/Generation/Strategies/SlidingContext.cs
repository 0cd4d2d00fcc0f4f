namespace Pipelines.Training;

/// <summary>How a sequence begins, and goes on where the model's context is full: from its last three quarters.</summary>
internal static class SlidingContext
{
    /// <summary>Computes a prompt, or as much of its end as the context holds.</summary>
    /// <exception cref="PipelineException">It is too long, and the settings do not let it slide.</exception>
    public static void Begin(GenerationPlan plan, IDecodingSession session, int sequence, GenerationRow row, Span<float> logits)
    {
        var attended = row.GetAttended(int.MaxValue);
        if (attended.Length > session.GetCapacity(sequence))
        {
            if (!plan.Settings.SlideContext)
            {
                throw new PipelineException(
                    $"Prompt {row.Prompt} has {attended.Length} tokens, but the model's context holds {session.GetCapacity(sequence)}. "
                        + "Shorten it.");
            }

            attended = row.GetAttended(KeptLength(session, sequence));
        }

        plan.Prefill(session, sequence, row.Prompt, attended, logits);
    }

    /// <summary>
    /// Makes room in a full sequence: it keeps its end, but for the token that is computed next. False where it must not.
    /// </summary>
    public static bool MakeRoom(GenerationPlan plan, IDecodingSession session, int sequence, GenerationRow row)
    {
        if (!plan.Settings.SlideContext || session.GetCapacity(sequence) < 2)
            return false;
        var kept = row.GetAttended(KeptLength(session, sequence))[..^1];
        session.Truncate(sequence, 0);
        if (!kept.IsEmpty)
            session.Append(sequence, kept, []);
        return true;
    }

    private static int KeptLength(IDecodingSession session, int sequence) => Math.Max(1, session.GetCapacity(sequence) * 3 / 4);
}
