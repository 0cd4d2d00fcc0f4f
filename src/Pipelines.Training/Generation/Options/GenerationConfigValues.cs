namespace Pipelines.Training;

/// <summary>What the names of a <c>generation_config.json</c> mean.</summary>
internal static partial class GenerationConfigValues
{
    // Own names: the reference changes nothing where a file has OpenAI's.
    private const string FrequencyName = "pipelines.frequency_penalty";
    private const string PresenceName = "pipelines.presence_penalty";

    /// <summary>Sets the option of a name.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TrySet(GenerationOptions options, string name, GenerationConfigValue value) =>
        TrySetLength(options, name, value) || TrySetDraw(options, name, value) || TrySetPenalty(options, name, value)
        || TrySetSearch(options, name, value) || TrySetToken(options, name, value) || ChangesNothing(name, value);

    private static bool TrySetLength(GenerationOptions options, string name, GenerationConfigValue value)
    {
        switch (name)
        {
            case "max_new_tokens": options.MaximumNewTokens = value.Int32(); break;
            case "max_length": options.MaximumLength = value.Int32(1); break;
            case "min_new_tokens": options.MinimumNewTokens = value.Int32(); break;
            case "min_length": options.MinimumLength = value.Int32(); break;
            case "max_time": options.MaximumTime = TimeSpan.FromSeconds(value.Single(0, 1e9)); break;
            case "stop_strings": options.StopStrings = value.List(v => v.Text()); break;
            case "exponential_decay_length_penalty": options.LengthDecay = value.Decay(); break;
            default: return false;
        }

        return true;
    }

    private static bool TrySetDraw(GenerationOptions options, string name, GenerationConfigValue value)
    {
        switch (name)
        {
            case "do_sample": options.Sample = value.Boolean(); break;
            case "temperature": options.Temperature = value.Single(0, 100); break;
            case "top_k": options.TopK = value.Int32(); break;
            // 0 is none, as in old files.
            case "top_p": options.TopP = value.Single(0, 1) is var p and > 0 ? p : null; break;
            case "min_p": options.MinP = value.Single(0, 1); break;
            case "typical_p": options.TypicalP = value.Single(0, 1) is var mass and > 0 ? mass : null; break;
            case "epsilon_cutoff": options.EpsilonCutoff = value.Single(0, 1) is var least and < 1 ? least : null; break;
            case "eta_cutoff": options.EtaCutoff = value.Single(0, 1) is var eta and < 1 ? eta : null; break;
            default: return false;
        }

        return true;
    }

    private static bool TrySetPenalty(GenerationOptions options, string name, GenerationConfigValue value)
    {
        switch (name)
        {
            case "repetition_penalty": options.RepetitionPenalty = value.Single(float.Epsilon, 100); break;
            case FrequencyName: options.FrequencyPenalty = value.Single(-2, 2); break;
            case PresenceName: options.PresencePenalty = value.Single(-2, 2); break;
            case "encoder_repetition_penalty": options.EncoderRepetitionPenalty = value.Single(float.Epsilon, 100); break;
            case "no_repeat_ngram_size": options.NoRepeatNgramSize = value.Int32(); break;
            case "encoder_no_repeat_ngram_size": options.EncoderNoRepeatNgramSize = value.Int32(); break;
            case "bad_words_ids": options.BadWords = value.IdLists(); break;
            case "sequence_bias": options.SequenceBiases = value.Biases(); break;
            case "suppress_tokens": options.SuppressedIds = value.Ids(); break;
            case "begin_suppress_tokens": options.SuppressedFirstIds = value.Ids(); break;
            case "remove_invalid_values": options.RemoveInvalidValues = value.Boolean(); break;
            case "renormalize_logits": options.Renormalize = value.Boolean(); break;
            default: return false;
        }

        return true;
    }

    private static bool TrySetSearch(GenerationOptions options, string name, GenerationConfigValue value)
    {
        switch (name)
        {
            case "num_return_sequences": options.SequenceCount = value.Int32(1); break;
            case "num_beams": options.BeamCount = value.Int32(1); break;
            case "num_beam_groups": options.BeamGroupCount = value.Int32(1); break;
            case "diversity_penalty": options.DiversityPenalty = value.Single(0, 1e6); break;
            case "length_penalty": options.LengthPenalty = value.Single(-100, 100); break;
            case "early_stopping": options.EarlyStopping = Stopping(value); break;
            case "penalty_alpha": options.ContrastivePenalty = value.Single(0, 1); break;
            case "prompt_lookup_num_tokens": options.PromptLookupTokens = value.Int32(); break;
            case "max_matching_ngram_size": options.PromptLookupNgramSize = value.Int32(1); break;
            case "num_assistant_tokens": options.AssistantTokens = value.Int32(1); break;
            case "num_assistant_tokens_schedule": options.AdaptAssistantTokens = value.Text() != "constant"; break;
            case "assistant_confidence_threshold": options.AssistantConfidence = value.Single(0, 1); break;
            case "output_scores": options.KeepScores = value.Boolean(); break;
            case "output_logits": options.KeepLogits = value.Boolean(); break;
            default: return false;
        }

        return true;
    }

    private static bool TrySetToken(GenerationOptions options, string name, GenerationConfigValue value)
    {
        switch (name)
        {
            case "eos_token_id": options.EndIds = value.Ids() is { Count: > 0 } ends ? ends : null; break;
            case "pad_token_id": options.PadId = NullIfNone(value.Int32(-1)); break;
            case "bos_token_id": options.StartId = NullIfNone(value.Int32(-1)); break;
            case "decoder_start_token_id": options.DecoderStartId = NullIfNone(value.Int32(-1)); break;
            case "forced_bos_token_id": options.ForcedFirstId = NullIfNone(value.Int32(-1)); break;
            case "forced_eos_token_id": options.ForcedLastIds = value.Ids(); break;
            default: return false;
        }

        return true;
    }

    // Settings of caches and of the form of results, and those that are off.
    private static bool ChangesNothing(string name, GenerationConfigValue value) => name switch
    {
        "transformers_version" or "use_cache" or "low_memory" or "cache_implementation" or "cache_config" or "return_legacy_cache"
            or "return_dict_in_generate" or "output_attentions" or "output_hidden_states" or "is_assistant" => true,
        "guidance_scale" => value.Single(-1e6, 1e6) == 1,
        "token_healing" => !value.Boolean(),
        _ => false,
    };

    private static BeamStopping Stopping(GenerationConfigValue value) => value.Json.ValueKind == System.Text.Json.JsonValueKind.String
        ? value.Text() == "never" ? BeamStopping.Never : throw value.Error("true, false or \"never\"")
        : value.Boolean() ? BeamStopping.WhenComplete : BeamStopping.WhenUnlikely;

    private static int? NullIfNone(int id) => id < 0 ? null : id;
}
