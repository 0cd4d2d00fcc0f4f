using System.Runtime.CompilerServices;
using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Continues texts with a model. Without beams and contrastive search a sequence that has filled the model's context goes on from its last
/// three quarters, so generation has no length limit of its own.
/// </summary>
public sealed class TextGenerator
{
    // A begin of text, or the end that T5 wants behind a source; a rendered chat prompt spells its own.
    private static readonly EncodeOptions Surrounded = new() { Surrounding = SurroundingTokens.AddMissing };

    private readonly TokenGenerator _generator;
    private readonly Tokenizer _tokenizer;
    private readonly GenerationOptions _modelOptions;

    /// <summary>Joins a model and the tokenizer it was trained with.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="modelOptions">What counts where the caller says nothing; null for the model's own settings.</param>
    public TextGenerator(ICausalModel model, Tokenizer tokenizer, GenerationOptions? modelOptions = null)
        : this(new TokenGenerator(model, modelOptions) { Tokenizer = tokenizer })
    {
    }

    /// <summary>Joins an encoder-decoder and the tokenizer it was trained with: prompts are what the encoder reads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="modelOptions">What counts where the caller says nothing; null for the model's own settings.</param>
    public TextGenerator(IEncoderDecoderModel model, Tokenizer tokenizer, GenerationOptions? modelOptions = null)
        : this(new TokenGenerator(model, modelOptions) { Tokenizer = tokenizer })
    {
    }

    /// <summary>Generates texts through a token generator, with its assistant, processors and stop condition.</summary>
    /// <param name="generator">It has a tokenizer.</param>
    public TextGenerator(TokenGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        _generator = generator;
        _tokenizer = generator.Tokenizer ?? throw new ArgumentException(
            "Texts need a tokenizer; give the generator one.", nameof(generator));
        _modelOptions = generator.ModelOptions?.Clone() ?? new GenerationOptions();
        if (_modelOptions.EndIds is null && _tokenizer.EndOfTextId is { } end)
            _modelOptions.EndIds = [end];
    }

    /// <summary>
    /// Continues one text, giving the new text piece by piece; characters and stop strings are never split. Of beams and contrastive search
    /// the whole text comes at the end.
    /// </summary>
    /// <param name="prompt">The text to continue; may be empty where the tokenizer has an end-of-text token to start from.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    public async IAsyncEnumerable<string> StreamAsync(
        string prompt, GenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var settings = GenerationSettings.Resolve(options, _modelOptions);
        if (!IsStepwise(settings) || settings.SequenceCount > 1)
        {
            yield return await Task.Run(() => Generate(prompt, options, cancellationToken), cancellationToken).ConfigureAwait(false);
            yield break;
        }

        var plan = CreatePlan(settings, [prompt], firstStream: 0, cancellationToken);
        using var measure = new StreamMeasure(settings);
        // The computation leaves the caller's thread, so that a user interface stays alive.
        using var run = await Task.Run(() => new TokenByToken(plan), cancellationToken).ConfigureAwait(false);
        var text = new TextRow(this, settings, run.Rows[0]);
        var isFirst = true;
        while (true)
        {
            var goesOn = await Task.Run(
                () =>
                {
                    if (!isFirst)
                        run.Advance();
                    return run.Choose();
                },
                cancellationToken).ConfigureAwait(false);
            isFirst = false;
            if (!goesOn)
                break;
            measure.Token();
            var piece = text.Take();
            if (piece.Length > 0)
                yield return piece;
        }

        var rest = text.Finish();
        measure.Finish(run.Rows);
        if (rest.Length > 0)
            yield return rest;
    }

    /// <summary>Continues one text.</summary>
    /// <param name="prompt">The text to continue; may be empty where the tokenizer has an end-of-text token to start from.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new text alone; the best where there are several.</returns>
    public string Generate(string prompt, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Generate(prompt, options, stream: 0, cancellationToken);

    /// <summary>Continues one text, with random numbers of its own.</summary>
    /// <param name="prompt">The text to continue; may be empty where the tokenizer has an end-of-text token to start from.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="stream">Texts with the same seed draw different numbers where this differs.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new text alone; the best where there are several.</returns>
    public string Generate(string prompt, GenerationOptions? options, ulong stream, CancellationToken cancellationToken = default) =>
        GenerateBatch([prompt], options, stream, cancellationToken)[0];

    /// <summary>Continues one text with an adapter of the model.</summary>
    /// <param name="prompt">The text to continue; may be empty where the tokenizer has an end-of-text token to start from.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="stream">Texts with the same seed draw different numbers where this differs.</param>
    /// <param name="adapter">The adapter's name; empty for the base alone, null for those that are active.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new text alone; the best where there are several.</returns>
    /// <exception cref="PipelineException">The model has no such adapter, or it is none that single texts can have.</exception>
    public string Generate(
        string prompt, GenerationOptions? options, ulong stream, string? adapter, CancellationToken cancellationToken = default) =>
        GenerateBatch([prompt], options, [adapter], stream, cancellationToken)[0];

    /// <summary>Continues several texts at once.</summary>
    /// <param name="prompts">The texts; what one gives does not depend on the others.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new texts of the first prompt (<see cref="GenerationOptions.SequenceCount"/> of them), then of the next.</returns>
    public IReadOnlyList<string> GenerateBatch(
        IReadOnlyList<string> prompts, GenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        GenerateBatch(prompts, options, firstStream: 0, cancellationToken);

    /// <summary>Continues several texts at once, with random numbers of their own.</summary>
    /// <param name="prompts">The texts; what one gives does not depend on the others.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="firstStream">The n-th prompt draws from stream <c>firstStream + n</c> of the seed.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new texts of the first prompt (<see cref="GenerationOptions.SequenceCount"/> of them), then of the next.</returns>
    public IReadOnlyList<string> GenerateBatch(
        IReadOnlyList<string> prompts, GenerationOptions? options, ulong firstStream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var settings = GenerationSettings.Resolve(options, _modelOptions);
        if (prompts.Count == 0)
            return [];
        return Run(CreatePlan(settings, prompts, firstStream, cancellationToken), settings);
    }

    /// <summary>Continues several texts at once, each with an adapter of its own.</summary>
    /// <param name="prompts">The texts; what one gives does not depend on the others.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="adapters">
    /// The name of each text's adapter: null for those that are active on the model, <see cref="Pipelines.Nn.RowAdapters.None"/> for the
    /// base.
    /// </param>
    /// <param name="firstStream">The n-th prompt draws from stream <c>firstStream + n</c> of the seed.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new texts of the first prompt (<see cref="GenerationOptions.SequenceCount"/> of them), then of the next.</returns>
    /// <exception cref="PipelineException">The model has no such adapter.</exception>
    public IReadOnlyList<string> GenerateBatch(
        IReadOnlyList<string> prompts, GenerationOptions? options, IReadOnlyList<string?> adapters, ulong firstStream = 0,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(adapters);
        if (adapters.Count != prompts.Count)
            throw new ArgumentException($"{adapters.Count} adapters were named for {prompts.Count} texts.", nameof(adapters));
        var settings = GenerationSettings.Resolve(options, _modelOptions);
        return prompts.Count == 0 ? [] : Run(CreatePlan(settings, prompts, firstStream, cancellationToken, adapters), settings);
    }

    private IReadOnlyList<string> Run(GenerationPlan plan, GenerationSettings settings)
    {
        if (!IsStepwise(settings))
            return [.. _generator.Run(plan).Sequences.Select(s => ToText(settings, s))];
        var measure = GenerationMeasure.Begin(settings);
        try
        {
            using var run = new TokenByToken(plan);
            var texts = Run(run, settings);
            measure.Finish(run.Rows);
            return texts;
        }
        catch (Exception e)
        {
            measure.Fail(e);
            throw;
        }
    }

    private string[] Run(TokenByToken run, GenerationSettings settings)
    {
        var texts = run.Rows.Select(r => new TextRow(this, settings, r)).ToArray();
        var results = texts.Select(_ => new StringBuilder()).ToArray();
        while (run.Choose())
        {
            for (var i = 0; i < texts.Length; i++)
                results[i].Append(texts[i].Take());
            run.Advance();
        }

        return [.. texts.Select((t, i) => results[i].Append(t.Finish()).ToString())];
    }

    /// <summary>What generates the tokens.</summary>
    internal TokenGenerator Tokens => _generator;

    /// <summary>The settings that options and the model's own give.</summary>
    internal GenerationSettings Resolve(GenerationOptions? options) => GenerationSettings.Resolve(options, _modelOptions);

    private bool IsStepwise(GenerationSettings settings) => _generator.IsStepwise(settings);

    // Where texts are shown step by step they end themselves, at the very character.
    private GenerationPlan CreatePlan(
        GenerationSettings settings, IReadOnlyList<string> prompts, ulong firstStream, CancellationToken cancellationToken,
        IReadOnlyList<string?>? adapters = null) =>
        _generator.CreatePlan(
            settings, [.. prompts.Select((p, i) => Encode(p, settings, adapters?[i]))], firstStream, cancellationToken,
            stopStrings: !IsStepwise(settings));

    /// <summary>The tokens of a prompt, to be continued with an adapter.</summary>
    internal PromptTokens Encode(string prompt, GenerationSettings settings, string? adapter)
    {
        var tokens = _tokenizer.EncodeSequence(prompt, null, Surrounded).Ids;
        if (tokens.Length == 0)
        {
            tokens =
            [
                settings.StartId ?? _tokenizer.EndOfTextId ?? throw new PipelineException(
                    "The prompt is empty and the tokenizer has no end-of-text token to start from; give at least one character."),
            ];
        }

        return new PromptTokens(tokens) { Adapter = adapter };
    }

    /// <summary>The new text of a sequence.</summary>
    internal string ToText(GenerationSettings settings, GeneratedSequence sequence)
    {
        var pieces = CreateText(settings);
        var text = new StringBuilder();
        foreach (var token in sequence.NewTokens)
            text.Append(pieces.Push(token));
        return text.Append(pieces.Finish()).ToString();
    }

    /// <summary>Makes text of tokens as they come.</summary>
    internal SequenceText CreateText(GenerationSettings settings) => new(settings, _tokenizer);

    /// <summary>The text of a sequence that is being generated.</summary>
    private sealed class TextRow(TextGenerator owner, GenerationSettings settings, GenerationRow row)
    {
        private readonly StreamingDecoder _decoder = owner._tokenizer.CreateDecoder(skipSpecialTokens: true);
        private readonly StopStringFilter _filter = new(settings.StopStrings);
        private int _taken = row.PromptLength;

        /// <summary>Takes the sequence's new token, if it has one; gives the text that is now sure.</summary>
        public string Take()
        {
            if (_taken == row.Count)
                return "";
            var token = row.Tokens[_taken++];
            if (row.Finished == FinishReason.EndToken)
                return "";
            var text = _filter.Push(_decoder.Append(token));
            if (_filter.Stopped)
                row.Finished = FinishReason.StopString;
            return text;
        }

        /// <summary>The text that was held back.</summary>
        public string Finish() => _filter.Push(_decoder.Complete()) + _filter.Finish();
    }
}
