using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Continues tokens with a model: greedy search, sampling, beam search with groups and draws, contrastive search, prompt lookup and
/// assisted decoding, with the semantics of Hugging Face's <c>generate()</c>. What a prompt gives does not depend on the others of its
/// batch.
/// </summary>
public sealed class TokenGenerator
{
    private readonly ICausalModel? _causal;
    private readonly IEncoderDecoderModel? _encoderDecoder;

    /// <summary>Generates with a decoder-only model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelOptions">What counts where the caller says nothing; null for the model's own settings.</param>
    public TokenGenerator(ICausalModel model, GenerationOptions? modelOptions = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _causal = model;
        ModelOptions = modelOptions ?? model.Generation;
    }

    /// <summary>Generates with an encoder-decoder: prompts are what the encoder reads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="modelOptions">What counts where the caller says nothing; null for the model's own settings.</param>
    public TokenGenerator(IEncoderDecoderModel model, GenerationOptions? modelOptions = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _encoderDecoder = model;
        ModelOptions = modelOptions ?? model.Generation;
    }

    /// <summary>What counts where the caller says nothing; null for nothing.</summary>
    public GenerationOptions? ModelOptions { get; }

    /// <summary>How many token ids the model knows.</summary>
    public int VocabularySize => _causal?.VocabularySize ?? _encoderDecoder!.VocabularySize;

    /// <summary>The tokenizer: it finds stop strings, and no ids but its own are generated. Null where neither is needed.</summary>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>
    /// A smaller model with the same vocabulary that suggests tokens: the same result in less time where it is often right.
    /// </summary>
    public ICausalModel? Assistant { get; init; }

    /// <summary>Further changes of the scores, behind the penalties and before what belongs to draws.</summary>
    public IReadOnlyList<IScoreProcessor> Processors { get; init; } = [];

    /// <summary>Ends sequences by what they hold, besides end tokens and stop strings; null for nothing more.</summary>
    public IStopCondition? StopCondition { get; init; }

    /// <summary>Continues one prompt.</summary>
    /// <returns>Its continuation; the best one where there are several.</returns>
    /// <exception cref="PipelineException">
    /// The prompt is empty, too long, or holds ids that the model does not know; options contradict each other.
    /// </exception>
    public GeneratedSequence Generate(
        PromptTokens prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Generate([prompt], options, firstStream: 0, cancellationToken).Sequences[0];

    /// <summary>Continues several prompts at once.</summary>
    /// <param name="prompts">The prompts; of different lengths as they are, or padded with masks.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <exception cref="PipelineException">
    /// A prompt is empty, too long, or holds ids that the model does not know; options contradict each other.
    /// </exception>
    public GenerationResult Generate(
        IReadOnlyList<PromptTokens> prompts, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Generate(prompts, options, firstStream: 0, cancellationToken);

    /// <summary>Continues several prompts at once, with random numbers of their own.</summary>
    /// <param name="prompts">The prompts; of different lengths as they are, or padded with masks.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="firstStream">The n-th prompt draws from stream <c>firstStream + n</c> of the seed.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <exception cref="PipelineException">
    /// A prompt is empty, too long, or holds ids that the model does not know; options contradict each other.
    /// </exception>
    public GenerationResult Generate(
        IReadOnlyList<PromptTokens> prompts, GenerationOptions? options, ulong firstStream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var settings = GenerationSettings.Resolve(options, ModelOptions);
        if (prompts.Count == 0)
            return new GenerationResult([], [], settings.PadId);
        return Run(CreatePlan(settings, prompts, firstStream, cancellationToken));
    }

    /// <summary>The decoder-only model; null for an encoder-decoder.</summary>
    internal ICausalModel? CausalModel => _causal;

    /// <summary>Whether each step gives every sequence one token.</summary>
    internal bool IsStepwise(GenerationSettings settings) =>
        settings.BeamCount == 1 && !settings.IsContrastive && Assistant is null && settings.PromptLookupTokens == 0;

    internal GenerationResult Run(GenerationPlan plan)
    {
        var measure = GenerationMeasure.Begin(plan.Settings);
        try
        {
            return measure.Finish(RunUnmeasured(plan));
        }
        catch (Exception e)
        {
            measure.Fail(e);
            throw;
        }
    }

    internal GenerationResult RunUnmeasured(GenerationPlan plan)
    {
        if (plan.Settings.BeamCount > 1)
            return BeamSearch.Run(plan);
        if (plan.Settings.IsContrastive)
            return ContrastiveSearch.Run(plan);
        return IsStepwise(plan.Settings) ? TokenByToken.Run(plan) : AssistedSearch.Run(plan, Assistant);
    }

    internal GenerationPlan CreatePlan(
        GenerationSettings settings, IReadOnlyList<PromptTokens> prompts, ulong firstStream, CancellationToken cancellationToken,
        bool stopStrings = true, IReadOnlyList<ulong>? streams = null)
    {
        if (Assistant is not null && (settings.BeamCount > 1 || settings.IsContrastive))
            throw new OptionsException(nameof(GenerationOptions), ["An assistant works without beams and contrastive search only."]);
        if (Assistant is not null && Assistant.VocabularySize != VocabularySize)
            throw new PipelineException(
                $"The assistant knows {Assistant.VocabularySize} ids and the model {VocabularySize}; they need one vocabulary.");
        var sources = prompts.Select((p, i) => Check(p, i, settings)).ToArray();
        PromptTokens target = new[] { settings.DecoderStartId ?? _encoderDecoder?.DecoderStartId ?? 0 };
        return new GenerationPlan
        {
            Settings = settings,
            Prompts = _encoderDecoder is null ? sources : [.. sources.Select(_ => target)],
            Sources = sources,
            VocabularySize = VocabularySize,
            VocabularyLimit = Math.Min(VocabularySize, Tokenizer?.VocabularySize ?? VocabularySize),
            Start = count => Start(sources, count),
            Processors = Processors,
            StopCondition = stopStrings ? CreateStopCondition(settings) : StopCondition,
            FirstStream = firstStream,
            Streams = streams,
            CancellationToken = cancellationToken,
        };
    }

    private IDecodingSession Start(PromptTokens[] sources, int perPrompt)
    {
        var session = _causal?.StartDecoding(checked(sources.Length * perPrompt)) ?? _encoderDecoder!.StartDecoding(sources, perPrompt);
        try
        {
            for (var i = 0; i < session.SequenceCount; i++)
            {
                if (sources[i / perPrompt].Adapter is { } adapter)
                    session.SetAdapter(i, adapter);
                if (sources[i / perPrompt].SoftPrompt is { } prompt)
                    session.SetSoftPrompt(i, prompt);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private IStopCondition? CreateStopCondition(GenerationSettings settings)
    {
        if (settings.StopStrings.Length == 0)
            return StopCondition;
        var tokenizer = Tokenizer ?? throw new PipelineException(
            "StopStrings are texts, but tokens are generated; give the Tokenizer, or EndIds instead.");
        var strings = new StopStringCondition(tokenizer, settings.StopStrings);
        return StopCondition is null ? strings : new EitherCondition(strings, StopCondition);
    }

    private PromptTokens Check(PromptTokens prompt, int index, GenerationSettings settings)
    {
        if (prompt.Length == 0)
        {
            prompt = settings.StartId is { } start
                ? new PromptTokens([start]) { SoftPrompt = prompt.SoftPrompt, Adapter = prompt.Adapter }
                : throw new PipelineException($"Prompt {index} is empty; give it a token, or a StartId that an empty prompt begins with.");
        }

        if (settings.MaskPadding && !prompt.HasMask && settings.PadId is { } pad && !settings.EndIds.Contains(pad))
            prompt = prompt.MaskPadding(pad);
        for (var i = 0; i < prompt.Length; i++)
        {
            if (prompt.IsAttended(i) && (uint)prompt.Ids[i] >= (uint)VocabularySize)
            {
                throw new PipelineException(
                    $"Prompt {index} holds id {prompt.Ids[i]} at place {i}, but the model knows {VocabularySize} ids: "
                    + "this is not the tokenizer it was trained with.");
            }
        }

        if (prompt.GetAttendedIds().Length == 0)
            throw new PipelineException($"Every token of prompt {index} is masked, so there is nothing to go on from.");
        return prompt;
    }

    private sealed class EitherCondition(IStopCondition first, IStopCondition second) : IStopCondition
    {
        public bool IsMet(ReadOnlySpan<int> tokens, int promptLength) =>
            first.IsMet(tokens, promptLength) || second.IsMet(tokens, promptLength);
    }
}
