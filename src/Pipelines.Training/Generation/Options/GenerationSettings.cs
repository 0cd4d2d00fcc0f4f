using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>Options and a model's own settings, resolved: every value is there.</summary>
internal sealed class GenerationSettings
{
    private GenerationSettings(GenerationOptions said, GenerationOptions model)
    {
        // A length that the caller gave is not overruled by the model's other way of saying it.
        var lengthIsSaid = said.MaximumNewTokens is not null || said.MaximumLength is not null;
        MaximumNewTokens = said.MaximumNewTokens ?? (lengthIsSaid ? null : model.MaximumNewTokens);
        MaximumLength = said.MaximumLength ?? (lengthIsSaid ? null : model.MaximumLength);
        MinimumNewTokens = said.MinimumNewTokens ?? model.MinimumNewTokens ?? 0;
        MinimumLength = said.MinimumLength ?? model.MinimumLength ?? 0;
        MaximumTime = said.MaximumTime ?? model.MaximumTime;
        BeamCount = said.BeamCount ?? model.BeamCount ?? 1;
        ContrastivePenalty = said.ContrastivePenalty ?? model.ContrastivePenalty ?? 0f;
        Sample = IsSampled(said, model, BeamCount);
        Temperature = said.Temperature ?? model.Temperature ?? 1f;
        TopK = said.TopK ?? model.TopK ?? 0;
        TopP = said.TopP ?? model.TopP ?? 1f;
        MinP = said.MinP ?? model.MinP;
        TypicalP = said.TypicalP ?? model.TypicalP ?? 1f;
        EpsilonCutoff = said.EpsilonCutoff ?? model.EpsilonCutoff ?? 0f;
        EtaCutoff = said.EtaCutoff ?? model.EtaCutoff ?? 0f;
        RepetitionPenalty = said.RepetitionPenalty ?? model.RepetitionPenalty ?? 1f;
        FrequencyPenalty = said.FrequencyPenalty ?? model.FrequencyPenalty ?? 0f;
        PresencePenalty = said.PresencePenalty ?? model.PresencePenalty ?? 0f;
        EncoderRepetitionPenalty = said.EncoderRepetitionPenalty ?? model.EncoderRepetitionPenalty ?? 1f;
        NoRepeatNgramSize = said.NoRepeatNgramSize ?? model.NoRepeatNgramSize ?? 0;
        EncoderNoRepeatNgramSize = said.EncoderNoRepeatNgramSize ?? model.EncoderNoRepeatNgramSize ?? 0;
        BadWords = [.. said.BadWords ?? model.BadWords ?? []];
        SequenceBiases = [.. said.SequenceBiases ?? model.SequenceBiases ?? []];
        SuppressedIds = [.. said.SuppressedIds ?? model.SuppressedIds ?? []];
        SuppressedFirstIds = [.. said.SuppressedFirstIds ?? model.SuppressedFirstIds ?? []];
        ForcedFirstId = said.ForcedFirstId ?? model.ForcedFirstId;
        ForcedLastIds = [.. said.ForcedLastIds ?? model.ForcedLastIds ?? []];
        LengthDecay = said.LengthDecay ?? model.LengthDecay;
        RemoveInvalidValues = said.RemoveInvalidValues ?? model.RemoveInvalidValues ?? false;
        Renormalize = said.Renormalize ?? model.Renormalize ?? false;
        SequenceCount = said.SequenceCount ?? model.SequenceCount ?? 1;
        BeamGroupCount = said.BeamGroupCount ?? model.BeamGroupCount ?? 1;
        DiversityPenalty = said.DiversityPenalty ?? model.DiversityPenalty ?? 0f;
        LengthPenalty = said.LengthPenalty ?? model.LengthPenalty ?? 1f;
        EarlyStopping = said.EarlyStopping ?? model.EarlyStopping ?? BeamStopping.WhenUnlikely;
        PromptLookupTokens = said.PromptLookupTokens ?? model.PromptLookupTokens ?? 0;
        PromptLookupNgramSize = said.PromptLookupNgramSize ?? model.PromptLookupNgramSize ?? 2;
        AssistantTokens = said.AssistantTokens ?? model.AssistantTokens ?? 20;
        AdaptAssistantTokens = said.AdaptAssistantTokens ?? model.AdaptAssistantTokens ?? false;
        AssistantConfidence = said.AssistantConfidence ?? model.AssistantConfidence ?? 0.4f;
        StopStrings = [.. said.StopStrings ?? model.StopStrings ?? []];
        EndIds = [.. said.EndIds ?? model.EndIds ?? []];
        PadId = said.PadId ?? model.PadId ?? (EndIds.Length > 0 ? EndIds[0] : null);
        StartId = said.StartId ?? model.StartId;
        DecoderStartId = said.DecoderStartId ?? model.DecoderStartId;
        MaskPadding = said.MaskPadding ?? model.MaskPadding ?? false;
        SlideContext = said.SlideContext ?? model.SlideContext ?? true;
        KeepScores = said.KeepScores ?? model.KeepScores ?? false;
        KeepLogits = said.KeepLogits ?? model.KeepLogits ?? false;
        Seed = said.Seed ?? model.Seed ?? 0;
    }

    public int? MaximumNewTokens { get; }

    public int? MaximumLength { get; }

    public int MinimumNewTokens { get; }

    public int MinimumLength { get; }

    public TimeSpan? MaximumTime { get; }

    public bool Sample { get; }

    public float Temperature { get; }

    public int TopK { get; }

    public float TopP { get; }

    public float? MinP { get; }

    public float TypicalP { get; }

    public float EpsilonCutoff { get; }

    public float EtaCutoff { get; }

    public float RepetitionPenalty { get; }

    public float FrequencyPenalty { get; }

    public float PresencePenalty { get; }

    public float EncoderRepetitionPenalty { get; }

    public int NoRepeatNgramSize { get; }

    public int EncoderNoRepeatNgramSize { get; }

    public int[][] BadWords { get; }

    public SequenceBias[] SequenceBiases { get; }

    public int[] SuppressedIds { get; }

    public int[] SuppressedFirstIds { get; }

    public int? ForcedFirstId { get; }

    public int[] ForcedLastIds { get; }

    public LengthDecay? LengthDecay { get; }

    public bool RemoveInvalidValues { get; }

    public bool Renormalize { get; }

    public int SequenceCount { get; }

    public int BeamCount { get; }

    public int BeamGroupCount { get; }

    public float DiversityPenalty { get; }

    public float LengthPenalty { get; }

    public BeamStopping EarlyStopping { get; }

    public float ContrastivePenalty { get; }

    public int PromptLookupTokens { get; }

    public int PromptLookupNgramSize { get; }

    public int AssistantTokens { get; }

    public bool AdaptAssistantTokens { get; }

    public float AssistantConfidence { get; }

    public string[] StopStrings { get; }

    public int[] EndIds { get; }

    public int? PadId { get; }

    public int? StartId { get; }

    public int? DecoderStartId { get; }

    public bool MaskPadding { get; }

    public bool SlideContext { get; }

    public bool KeepScores { get; }

    public bool KeepLogits { get; }

    public int Seed { get; }

    /// <summary>Whether tokens are weighed by their likeness to what was said.</summary>
    public bool IsContrastive => !Sample && BeamCount == 1 && TopK > 1 && ContrastivePenalty > 0;

    /// <summary>Resolves options over a model's own settings.</summary>
    /// <exception cref="OptionsException">A value is out of range or contradicts another.</exception>
    public static GenerationSettings Resolve(GenerationOptions? options, GenerationOptions? model = null)
    {
        options ??= new GenerationOptions();
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true);
        var messages = failures.Select(f => f.ErrorMessage ?? "").ToList();
        var settings = new GenerationSettings(options, model ?? new GenerationOptions());
        if (messages.Count == 0)
            settings.AddContradictions(messages);
        return messages.Count == 0 ? settings : throw new OptionsException(options.GetType().Name, messages);
    }

    /// <summary>The greatest length of prompt and continuation for a prompt.</summary>
    public int LengthLimit(int promptLength)
    {
        const int usual = 128;
        if (MaximumNewTokens is null && MaximumLength is { } length)
            return length;
        return (int)Math.Min(int.MaxValue, (long)promptLength + (MaximumNewTokens ?? usual));
    }

    // What the caller says about drawing comes before what the model's file says; a greedy run stays greedy.
    private static bool IsSampled(GenerationOptions said, GenerationOptions model, int beamCount)
    {
        if (said.Sample is { } sample)
            return sample && said.Temperature is not 0f;
        if (said.Temperature is 0f)
            return false;
        if (said.ContrastivePenalty > 0)
            return false;
        if (model.Sample is true)
            return true;
        return beamCount == 1 && (said.Temperature is not null
            || said.TopK is not null
            || said.TopP is not null
            || said.MinP is not null
            || said.TypicalP is not null
            || said.EpsilonCutoff is not null
            || said.EtaCutoff is not null);
    }

    private void AddContradictions(List<string> messages)
    {
        if (BeamCount % BeamGroupCount != 0)
            messages.Add($"BeamCount ({BeamCount}) is not a multiple of BeamGroupCount ({BeamGroupCount}).");
        if (BeamGroupCount > 1 && Sample)
            messages.Add("Groups of beams take the most likely tokens; leave Sample out, or BeamGroupCount at 1.");
        if (BeamGroupCount > 1 && DiversityPenalty <= 0)
            messages.Add("Groups of beams are all the same without a DiversityPenalty above 0; give one, or leave BeamGroupCount at 1.");
        if (BeamGroupCount == 1 && DiversityPenalty > 0)
            messages.Add($"DiversityPenalty ({DiversityPenalty}) needs a BeamGroupCount of at least 2.");
        if (BeamCount > 1 && SequenceCount > BeamCount)
            messages.Add($"SequenceCount ({SequenceCount}) is more than the BeamCount ({BeamCount}).");
        if (BeamCount == 1 && !Sample && SequenceCount > 1)
        {
            messages.Add(
                $"SequenceCount is {SequenceCount}, but the most likely continuation is only one; "
                + $"set Sample, or a BeamCount of at least {SequenceCount}.");
        }

        if (PromptLookupTokens > 0 && (BeamCount > 1 || IsContrastive))
            messages.Add("PromptLookupTokens works without beams and contrastive search only.");
        if (Sample && Temperature == 0)
            messages.Add("Temperature 0 cannot be drawn from; leave Sample out to take the most likely token.");
        foreach (var word in BadWords)
        {
            if (word.Length == 0)
                messages.Add("A sequence of BadWords is empty.");
        }

        foreach (var bias in SequenceBiases)
        {
            if (bias.Ids.Count == 0)
                messages.Add("A sequence of SequenceBiases is empty.");
        }
    }
}
