namespace Pipelines.Training;

/// <summary>
/// The processors that settings ask for, in the order of the reference (transformers 4.45.1, <c>_get_logits_processor</c>). What it has
/// not, the penalties by how often a token came, stands behind its repetition penalty.
/// </summary>
internal static class ScoreProcessors
{
    /// <summary>Makes the processors of one prompt's sequences.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="buffers">Working memory; may be shared with other prompts of the same thread.</param>
    /// <param name="promptLength">The decoder's prompt, padding included.</param>
    /// <param name="source">The encoder's tokens, or the prompt's.</param>
    /// <param name="vocabularyLimit">How many ids may come.</param>
    /// <param name="custom">Processors of the caller, before those of draws.</param>
    public static IScoreProcessor[] Create(
        GenerationSettings settings, ScoreBuffers buffers, int promptLength, int[] source, int vocabularyLimit,
        IReadOnlyList<IScoreProcessor> custom)
    {
        Validate(settings, buffers.Numbers.Length);
        var list = new List<IScoreProcessor>();
        if (vocabularyLimit < buffers.Numbers.Length)
            list.Add(new VocabularyLimitProcessor(vocabularyLimit));
        AddPenalties(list, settings, buffers, promptLength, source);
        AddLengths(list, settings, promptLength);
        list.AddRange(custom);
        if (settings.Sample)
            AddDraws(list, settings, buffers);
        if (settings.Renormalize)
            list.Add(new RenormalizationProcessor(buffers));
        return [.. list];
    }

    private static void Validate(GenerationSettings settings, int vocabularySize)
    {
        var failures = new List<string>();
        Check(nameof(GenerationOptions.BadWords), settings.BadWords.SelectMany(w => w));
        Check(nameof(GenerationOptions.SequenceBiases), settings.SequenceBiases.SelectMany(b => b.Ids));
        Check(nameof(GenerationOptions.ForcedLastIds), settings.ForcedLastIds);
        if (settings.ForcedFirstId is { } first)
            Check(nameof(GenerationOptions.ForcedFirstId), [first]);
        if (failures.Count > 0)
            throw new OptionsException(nameof(GenerationOptions), failures);

        void Check(string name, IEnumerable<int> ids)
        {
            foreach (var id in ids)
            {
                if ((uint)id >= (uint)vocabularySize)
                    failures.Add($"{name} names id {id}, but the model knows {vocabularySize} ids.");
            }
        }
    }

    private static void AddPenalties(
        List<IScoreProcessor> list, GenerationSettings settings, ScoreBuffers buffers, int promptLength, int[] source)
    {
        if (settings.SequenceBiases.Length > 0)
            list.Add(new SequenceBiasProcessor(settings.SequenceBiases));
        if (settings.DiversityPenalty > 0)
            list.Add(new HammingDiversityProcessor(settings.DiversityPenalty));
        if (settings.EncoderRepetitionPenalty != 1)
            list.Add(new EncoderRepetitionPenaltyProcessor(settings.EncoderRepetitionPenalty, source, buffers));
        if (settings.RepetitionPenalty != 1)
            list.Add(new RepetitionPenaltyProcessor(settings.RepetitionPenalty, buffers));
        if (settings.FrequencyPenalty != 0 || settings.PresencePenalty != 0)
            list.Add(new FrequencyPenaltyProcessor(settings.FrequencyPenalty, settings.PresencePenalty, promptLength, buffers));
        if (settings.NoRepeatNgramSize > 0)
            list.Add(new NoRepeatNgramProcessor(settings.NoRepeatNgramSize));
        if (settings.EncoderNoRepeatNgramSize > 0)
            list.Add(new EncoderNoRepeatNgramProcessor(settings.EncoderNoRepeatNgramSize, source));
        if (settings.BadWords.Length > 0)
            list.Add(SequenceBiasProcessor.ForBadWords(settings.BadWords, settings.EndIds));
    }

    private static void AddLengths(List<IScoreProcessor> list, GenerationSettings settings, int promptLength)
    {
        var minimum = settings.MinimumNewTokens > 0 ? promptLength + settings.MinimumNewTokens : settings.MinimumLength;
        if (minimum > 0 && settings.EndIds.Length > 0)
            list.Add(new MinimumLengthProcessor(minimum, settings.EndIds));
        if (settings.ForcedFirstId is { } first)
            list.Add(new ForcedAtLengthProcessor(1, [first]));
        if (settings.ForcedLastIds.Length > 0)
            list.Add(new ForcedAtLengthProcessor(settings.LengthLimit(promptLength) - 1, settings.ForcedLastIds));
        if (settings.RemoveInvalidValues)
            list.Add(new InvalidValueProcessor());
        if (settings.LengthDecay is { } decay && settings.EndIds.Length > 0)
            list.Add(new LengthDecayProcessor(promptLength + decay.Start, decay.Factor, settings.EndIds));
        if (settings.SuppressedIds.Length > 0)
            list.Add(new SuppressionProcessor(settings.SuppressedIds));
        if (settings.SuppressedFirstIds.Length > 0)
        {
            // Behind a forced token the first free place is one later.
            var place = promptLength > 1 || settings.ForcedFirstId is null ? promptLength : promptLength + 1;
            list.Add(new SuppressionProcessor(settings.SuppressedFirstIds, place));
        }
    }

    private static void AddDraws(List<IScoreProcessor> list, GenerationSettings settings, ScoreBuffers buffers)
    {
        // Beams need a token besides the end tokens to go on with.
        var kept = settings.BeamCount == 1 ? 1 : settings.EndIds.Length == 0 ? 2 : settings.EndIds.Length + 1;
        if (settings.Temperature != 1)
            list.Add(new TemperatureProcessor(settings.Temperature));
        if (settings.TopK > 0)
            list.Add(new TopKProcessor(settings.TopK, kept));
        if (settings.TopP < 1)
            list.Add(new TopPProcessor(settings.TopP, buffers, kept));
        if (settings.MinP is { } minP)
            list.Add(new MinPProcessor(minP, buffers, kept));
        if (settings.TypicalP < 1)
            list.Add(new TypicalPProcessor(settings.TypicalP, buffers, kept));
        if (settings.EpsilonCutoff > 0)
            list.Add(new EpsilonCutoffProcessor(settings.EpsilonCutoff, buffers, kept));
        if (settings.EtaCutoff > 0)
            list.Add(new EtaCutoffProcessor(settings.EtaCutoff, buffers, kept));
    }
}
