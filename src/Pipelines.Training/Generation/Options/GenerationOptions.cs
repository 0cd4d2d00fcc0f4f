using System.ComponentModel.DataAnnotations;

namespace Pipelines.Training;

/// <summary>
/// How a model continues tokens, with the semantics of Hugging Face's <c>generate()</c>; its name of a setting stands behind each. What is
/// null was not said: the model's own <c>generation_config.json</c> decides then, or else the default.
/// </summary>
public class GenerationOptions
{
    /// <summary>The most tokens to add; wins over <see cref="MaximumLength"/> (<c>max_new_tokens</c>). Default 128.</summary>
    [Range(0, int.MaxValue)]
    public int? MaximumNewTokens { get; set; }

    /// <summary>The most tokens of prompt and continuation together (<c>max_length</c>).</summary>
    [Range(1, int.MaxValue)]
    public int? MaximumLength { get; set; }

    /// <summary>No end token before this many new ones (<c>min_new_tokens</c>). Default 0.</summary>
    [Range(0, int.MaxValue)]
    public int? MinimumNewTokens { get; set; }

    /// <summary>No end token before prompt and continuation have this many tokens (<c>min_length</c>). Default 0.</summary>
    [Range(0, int.MaxValue)]
    public int? MinimumLength { get; set; }

    /// <summary>Ends the generation after this time; what there is then is the result (<c>max_time</c>).</summary>
    public TimeSpan? MaximumTime { get; set; }

    /// <summary>
    /// Draws tokens by their probabilities instead of taking the most likely (<c>do_sample</c>). By default draws where one of
    /// <see cref="Temperature"/> (above 0), <see cref="TopK"/>, <see cref="TopP"/>, <see cref="MinP"/>, <see cref="TypicalP"/>,
    /// <see cref="EpsilonCutoff"/> and <see cref="EtaCutoff"/> is given, and there are no beams.
    /// </summary>
    public bool? Sample { get; set; }

    /// <summary>Divides the scores before a draw; 0 takes the most likely token each time (<c>temperature</c>). Default 1.</summary>
    [Range(0.0, 100.0)]
    public float? Temperature { get; set; }

    /// <summary>
    /// Draws among this many most likely tokens; 0 among all. Contrastive search weighs so many (<c>top_k</c>). Default 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? TopK { get; set; }

    /// <summary>
    /// Draws among the fewest most likely tokens whose probabilities reach this (<c>top_p</c>; Holtzman et al. 2020). Default 1.
    /// </summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float? TopP { get; set; }

    /// <summary>Draws among tokens with at least this share of the most likely one's probability (<c>min_p</c>).</summary>
    [Range(0.0, 1.0)]
    public float? MinP { get; set; }

    /// <summary>
    /// Draws among the tokens whose information is nearest to the distribution's entropy and whose probabilities reach this
    /// (<c>typical_p</c>; Meister et al. 2022). Default 1: all.
    /// </summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public float? TypicalP { get; set; }

    /// <summary>Draws among tokens of at least this probability (<c>epsilon_cutoff</c>; Hewitt et al. 2022). Default 0.</summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float? EpsilonCutoff { get; set; }

    /// <summary>
    /// Draws among tokens of at least a probability that falls with the entropy (<c>eta_cutoff</c>; Hewitt et al. 2022). Default 0.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public float? EtaCutoff { get; set; }

    /// <summary>
    /// Makes tokens that occurred less likely: positive scores are divided by it, negative multiplied (<c>repetition_penalty</c>; Keskar et
    /// al. 2019). Default 1: none.
    /// </summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public float? RepetitionPenalty { get; set; }

    /// <summary>
    /// What a generated token's score loses for each time it has come, the prompt aside; below 0 it gains. OpenAI's
    /// <c>frequency_penalty</c>, which <c>generate()</c> has not. Default 0.
    /// </summary>
    [Range(-2.0, 2.0)]
    public float? FrequencyPenalty { get; set; }

    /// <summary>
    /// What a generated token's score loses once it has come, the prompt aside; below 0 it gains. OpenAI's <c>presence_penalty</c>, which
    /// <c>generate()</c> has not. Default 0.
    /// </summary>
    [Range(-2.0, 2.0)]
    public float? PresencePenalty { get; set; }

    /// <summary>
    /// Makes tokens of the source, or of a decoder-only model's prompt, more likely (<c>encoder_repetition_penalty</c>). Default 1.
    /// </summary>
    [Range(0.0, 100.0, MinimumIsExclusive = true)]
    public float? EncoderRepetitionPenalty { get; set; }

    /// <summary>No run of so many tokens comes twice, prompt included (<c>no_repeat_ngram_size</c>). Default 0: any may.</summary>
    [Range(0, int.MaxValue)]
    public int? NoRepeatNgramSize { get; set; }

    /// <summary>
    /// No run of so many tokens of the source, or of the prompt, comes again (<c>encoder_no_repeat_ngram_size</c>). Default 0.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int? EncoderNoRepeatNgramSize { get; set; }

    /// <summary>Token sequences that must not come (<c>bad_words_ids</c>).</summary>
    public IList<int[]>? BadWords { get; set; }

    /// <summary>What the last token of a sequence gains where those before it have come (<c>sequence_bias</c>).</summary>
    public IList<SequenceBias>? SequenceBiases { get; set; }

    /// <summary>Tokens that never come (<c>suppress_tokens</c>).</summary>
    public IList<int>? SuppressedIds { get; set; }

    /// <summary>Tokens that do not come first (<c>begin_suppress_tokens</c>).</summary>
    public IList<int>? SuppressedFirstIds { get; set; }

    /// <summary>The token after the first, an encoder-decoder's start (<c>forced_bos_token_id</c>).</summary>
    [Range(0, int.MaxValue)]
    public int? ForcedFirstId { get; set; }

    /// <summary>The token that comes where the greatest length is reached (<c>forced_eos_token_id</c>).</summary>
    public IList<int>? ForcedLastIds { get; set; }

    /// <summary>Makes end tokens more likely from a length on (<c>exponential_decay_length_penalty</c>).</summary>
    public LengthDecay? LengthDecay { get; set; }

    /// <summary>
    /// Scores that are not numbers become 0, infinite ones the greatest or least number (<c>remove_invalid_values</c>). Default false.
    /// </summary>
    public bool? RemoveInvalidValues { get; set; }

    /// <summary>Makes probabilities of the scores again after all changes (<c>renormalize_logits</c>). Default false.</summary>
    public bool? Renormalize { get; set; }

    /// <summary>How many continuations a prompt gets: as many draws, or the best beams (<c>num_return_sequences</c>). Default 1.</summary>
    [Range(1, 1 << 16)]
    public int? SequenceCount { get; set; }

    /// <summary>How many continuations of a prompt are followed at a time (<c>num_beams</c>). Default 1: no beam search.</summary>
    [Range(1, 1 << 16)]
    public int? BeamCount { get; set; }

    /// <summary>
    /// The groups that the beams form, each avoiding what those before it chose (<c>num_beam_groups</c>; Vijayakumar et al. 2016). Default
    /// 1.
    /// </summary>
    [Range(1, 1 << 16)]
    public int? BeamGroupCount { get; set; }

    /// <summary>
    /// What a token's score loses for each beam of the groups before that chose it (<c>diversity_penalty</c>). Default 0.
    /// </summary>
    [Range(0.0, 1e6)]
    public float? DiversityPenalty { get; set; }

    /// <summary>
    /// A beam's score is divided by its length to this power: above 0 favours long ones (<c>length_penalty</c>). Default 1.
    /// </summary>
    [Range(-100.0, 100.0)]
    public float? LengthPenalty { get; set; }

    /// <summary>When a prompt's beam search ends (<c>early_stopping</c>). Default <see cref="BeamStopping.WhenUnlikely"/>.</summary>
    public BeamStopping? EarlyStopping { get; set; }

    /// <summary>
    /// Contrastive search: how much likeness to what was said counts against a token's probability, with <see cref="TopK"/> of at least 2
    /// (<c>penalty_alpha</c>; Su et al. 2022). Default 0: none.
    /// </summary>
    [Range(0.0, 1.0)]
    public float? ContrastivePenalty { get; set; }

    /// <summary>Looks up so many likely next tokens in the text so far and computes them at once; the result is the same
    /// (<c>prompt_lookup_num_tokens</c>). Default 0: none.</summary>
    [Range(0, 1 << 12)]
    public int? PromptLookupTokens { get; set; }

    /// <summary>The most last tokens that prompt lookup searches for (<c>max_matching_ngram_size</c>). Default 2.</summary>
    [Range(1, 1 << 12)]
    public int? PromptLookupNgramSize { get; set; }

    /// <summary>How many tokens an assistant model suggests at a time (<c>num_assistant_tokens</c>). Default 20.</summary>
    [Range(1, 1 << 12)]
    public int? AssistantTokens { get; set; }

    /// <summary>
    /// Whether the number of suggestions follows their success (<c>num_assistant_tokens_schedule</c> other than <c>constant</c>). Default
    /// false.
    /// </summary>
    public bool? AdaptAssistantTokens { get; set; }

    /// <summary>An assistant stops suggesting below this probability (<c>assistant_confidence_threshold</c>). Default 0.4.</summary>
    [Range(0.0, 1.0)]
    public float? AssistantConfidence { get; set; }

    /// <summary>Texts that end the generation; they are not part of the resulting text (<c>stop_strings</c>).</summary>
    public IList<string>? StopStrings { get; set; }

    /// <summary>
    /// Token ids that end the generation (<c>eos_token_id</c>). By default the tokenizer's end of text, where texts are generated; empty
    /// for none.
    /// </summary>
    public IList<int>? EndIds { get; set; }

    /// <summary>What fills the places behind an end (<c>pad_token_id</c>). By default the first end token.</summary>
    [Range(0, int.MaxValue)]
    public int? PadId { get; set; }

    /// <summary>What an empty prompt starts from (<c>bos_token_id</c>).</summary>
    [Range(0, int.MaxValue)]
    public int? StartId { get; set; }

    /// <summary>What a target starts from (<c>decoder_start_token_id</c>). By default the encoder-decoder's own.</summary>
    [Range(0, int.MaxValue)]
    public int? DecoderStartId { get; set; }

    /// <summary>
    /// Masks <see cref="PadId"/> in prompts given without a mask, unless it is an end token too, as <c>generate()</c> does without an
    /// <c>attention_mask</c>. Default false: every token of a prompt counts.
    /// </summary>
    public bool? MaskPadding { get; set; }

    /// <summary>
    /// Whether a sequence that has filled the model's context goes on from its last three quarters; otherwise it ends. Without beams and
    /// contrastive search only. Default true.
    /// </summary>
    public bool? SlideContext { get; set; }

    /// <summary>Keeps each step's scores, changed by the settings (<c>output_scores</c>). Default false.</summary>
    public bool? KeepScores { get; set; }

    /// <summary>Keeps each step's logits as the model gave them (<c>output_logits</c>). Default false.</summary>
    public bool? KeepLogits { get; set; }

    /// <summary>Decides the draws. Default 0. The n-th prompt of a batch draws from its own stream, so a batch changes nothing.</summary>
    public int? Seed { get; set; }

    /// <summary>A copy, whose settings can be changed without changing these; lists are shared.</summary>
    public GenerationOptions Clone() => (GenerationOptions)MemberwiseClone();
}
