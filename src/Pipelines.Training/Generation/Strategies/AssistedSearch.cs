namespace Pipelines.Training;

/// <summary>
/// Greedy search or sampling that checks several suggested tokens in one pass: the result is that of one token at a time, for draws too,
/// because every token is chosen from the model's own scores.
/// </summary>
internal static class AssistedSearch
{
    /// <summary>Generates to the end, one prompt after the other.</summary>
    /// <param name="plan">What is to be generated.</param>
    /// <param name="assistant">Suggests tokens; null looks them up in the text.</param>
    public static GenerationResult Run(GenerationPlan plan, ICausalModel? assistant)
    {
        var settings = plan.Settings;
        var buffers = new ScoreBuffers(plan.VocabularySize);
        var recorder = new StepRecorder(settings, plan.Prompts.Count * settings.SequenceCount, plan.VocabularySize);
        var results = new List<GeneratedSequence>();
        using var session = plan.Start(settings.SequenceCount);
        plan.RequireCapacity(session);
        for (var prompt = 0; prompt < plan.Prompts.Count; prompt++)
        {
            var processors = plan.CreateProcessors(prompt, buffers);
            var others = plan.CreateRandom(prompt);
            for (var i = 0; i < settings.SequenceCount; i++)
            {
                var row = new GenerationRow(plan, prompt, processors, i == 0 ? plan.CreateRandom(prompt) : others.Split());
                using ICandidateSource source = assistant is null ? new PromptLookup(settings) : new AssistantModel(assistant, settings);
                Complete(plan, session, results.Count, row, source, buffers, recorder);
                results.Add(row.ToResult());
                // Its cache is not needed any more.
                session.Truncate(results.Count - 1, 0);
            }
        }

        return new GenerationResult(results, recorder.Steps, settings.PadId);
    }

    private static void Complete(
        GenerationPlan plan, IDecodingSession session, int sequence, GenerationRow row, ICandidateSource source, ScoreBuffers buffers,
        StepRecorder recorder)
    {
        var most = plan.Settings.PromptLookupTokens > 0 ? plan.Settings.PromptLookupTokens : 4 * plan.Settings.AssistantTokens;
        // The token that was chosen last, and the suggestions behind it.
        var tokens = new int[1 + most];
        var logits = new float[checked(tokens.Length * plan.VocabularySize)];
        while (row.Finished is null)
        {
            plan.CancellationToken.ThrowIfCancellationRequested();
            if (session.GetLength(sequence) == 0 && plan.Prompts[row.Prompt].EndsMasked)
            {
                plan.Prefill(session, sequence, row.Prompt, row.GetAttended(int.MaxValue), logits.AsSpan(0, plan.VocabularySize));
                Accept(plan, sequence, row, [], logits, buffers, recorder);
                continue;
            }

            // The model says one token more than those that are suggested.
            var room = Math.Min(most, row.LengthLimit - row.Count - 1);
            var suggested = source.Suggest(row, tokens.AsSpan(1, room));
            var scores = logits.AsSpan(0, (1 + suggested) * plan.VocabularySize);
            if (session.GetLength(sequence) == 0)
            {
                int[] all = [.. row.GetAttended(int.MaxValue), .. tokens.AsSpan(1, suggested)];
                session.Append(sequence, all, scores);
            }
            else
            {
                tokens[0] = row.Tokens[^1];
                session.Append(sequence, tokens.AsSpan(0, 1 + suggested), scores);
            }

            var accepted = Accept(plan, sequence, row, tokens.AsSpan(1, suggested), scores, buffers, recorder);
            session.Truncate(sequence, session.GetLength(sequence) - suggested + accepted);
            source.Learn(suggested, accepted);
            if (row.Finished is null && plan.IsOverdue)
                row.Finished = FinishReason.Time;
        }
    }

    // Takes the model's tokens while they are those that were suggested, and one more.
    private static int Accept(
        GenerationPlan plan, int sequence, GenerationRow row, ReadOnlySpan<int> suggestions, Span<float> logits, ScoreBuffers buffers,
        StepRecorder recorder)
    {
        for (var i = 0; ; i++)
        {
            var scores = logits.Slice(i * plan.VocabularySize, plan.VocabularySize);
            recorder.Begin();
            recorder.AddLogits(sequence, scores);
            row.Process(scores);
            recorder.AddScores(sequence, scores);
            var token = plan.Settings.Sample ? TokenChoice.Draw(scores, buffers, row.Random) : TokenChoice.MostLikely(scores);
            row.Append(token);
            row.Finished = plan.Check(row.Tokens, row.Prompt, row.LengthLimit);
            if (row.Finished is not null || i == suggestions.Length || suggestions[i] != token)
                return i;
        }
    }
}
