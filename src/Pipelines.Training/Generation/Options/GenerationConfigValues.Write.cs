using System.Text.Json.Nodes;

namespace Pipelines.Training;

internal static partial class GenerationConfigValues
{
    /// <summary>Options by name; what is null is left out.</summary>
    public static JsonObject Write(GenerationOptions options)
    {
        var json = new JsonObject();
        AddNumbers(json, options);
        AddFlags(json, options);
        AddLists(json, options);
        return json;
    }

    private static void AddNumbers(JsonObject json, GenerationOptions options)
    {
        Add(json, "max_new_tokens", options.MaximumNewTokens);
        Add(json, "max_length", options.MaximumLength);
        Add(json, "min_new_tokens", options.MinimumNewTokens);
        Add(json, "min_length", options.MinimumLength);
        Add(json, "max_time", options.MaximumTime?.TotalSeconds);
        Add(json, "temperature", options.Temperature);
        Add(json, "top_k", options.TopK);
        Add(json, "top_p", options.TopP);
        Add(json, "min_p", options.MinP);
        Add(json, "typical_p", options.TypicalP);
        Add(json, "epsilon_cutoff", options.EpsilonCutoff);
        Add(json, "eta_cutoff", options.EtaCutoff);
        Add(json, "repetition_penalty", options.RepetitionPenalty);
        Add(json, FrequencyName, options.FrequencyPenalty);
        Add(json, PresenceName, options.PresencePenalty);
        Add(json, "encoder_repetition_penalty", options.EncoderRepetitionPenalty);
        Add(json, "no_repeat_ngram_size", options.NoRepeatNgramSize);
        Add(json, "encoder_no_repeat_ngram_size", options.EncoderNoRepeatNgramSize);
        Add(json, "num_return_sequences", options.SequenceCount);
        Add(json, "num_beams", options.BeamCount);
        Add(json, "num_beam_groups", options.BeamGroupCount);
        Add(json, "diversity_penalty", options.DiversityPenalty);
        Add(json, "length_penalty", options.LengthPenalty);
        Add(json, "penalty_alpha", options.ContrastivePenalty);
        Add(json, "prompt_lookup_num_tokens", options.PromptLookupTokens);
        Add(json, "max_matching_ngram_size", options.PromptLookupNgramSize);
        Add(json, "num_assistant_tokens", options.AssistantTokens);
        Add(json, "assistant_confidence_threshold", options.AssistantConfidence);
        Add(json, "pad_token_id", options.PadId);
        Add(json, "bos_token_id", options.StartId);
        Add(json, "decoder_start_token_id", options.DecoderStartId);
        Add(json, "forced_bos_token_id", options.ForcedFirstId);
    }

    private static void AddFlags(JsonObject json, GenerationOptions options)
    {
        Add(json, "do_sample", options.Sample);
        Add(json, "remove_invalid_values", options.RemoveInvalidValues);
        Add(json, "renormalize_logits", options.Renormalize);
        Add(json, "output_scores", options.KeepScores);
        Add(json, "output_logits", options.KeepLogits);
        Add(json, "num_assistant_tokens_schedule", options.AdaptAssistantTokens is { } adapt ? adapt ? "heuristic" : "constant" : null);
        Add(json, "early_stopping", options.EarlyStopping switch
        {
            BeamStopping.Never => (JsonNode)"never",
            { } stopping => stopping == BeamStopping.WhenComplete,
            null => null,
        });
    }

    private static void AddLists(JsonObject json, GenerationOptions options)
    {
        Add(json, "eos_token_id", options.EndIds is { Count: 1 } ? options.EndIds[0] : Ids(options.EndIds));
        Add(json, "forced_eos_token_id", Ids(options.ForcedLastIds));
        Add(json, "suppress_tokens", Ids(options.SuppressedIds));
        Add(json, "begin_suppress_tokens", Ids(options.SuppressedFirstIds));
        Add(json, "bad_words_ids", options.BadWords is { } words ? new JsonArray([.. words.Select(Ids)]) : null);
        Add(json, "sequence_bias", options.SequenceBiases is { } biases
            ? new JsonArray([.. biases.Select(b => new JsonArray(Ids(b.Ids), b.Bias))])
            : null);
        Add(json, "exponential_decay_length_penalty", options.LengthDecay is { } decay ? new JsonArray(decay.Start, decay.Factor) : null);
        Add(json, "stop_strings", options.StopStrings is { } strings ? new JsonArray([.. strings.Select(s => (JsonNode)s)]) : null);
    }

    private static JsonArray? Ids(IList<int>? ids) => ids is null ? null : new JsonArray([.. ids.Select(id => (JsonNode)id)]);

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
            json[name] = value;
    }
}
