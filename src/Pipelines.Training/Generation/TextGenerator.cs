using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Nn;
using Pipelines.Tokenizers;

namespace Pipelines.Training;

/// <summary>
/// Continues texts with a _model. A sequence that has filled the model's context goes on from its last three quarters, so generation has no
/// length limit of its own.
/// </summary>
public sealed class TextGenerator
{
    private readonly ICausalModel _model;
    private readonly Tokenizer _tokenizer;

    /// <summary>Joins a model and the tokenizer it was trained with.</summary>
    public TextGenerator(ICausalModel model, Tokenizer tokenizer)
    {
        _model = model;
        _tokenizer = tokenizer;
    }

    /// <summary>Continues one text, giving the new text piece by piece; characters and stop strings are never split.</summary>
    /// <param name="prompt">The text to continue; may be empty where the tokenizer has an end-of-text token to start from.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    public async IAsyncEnumerable<string> StreamAsync(
        string prompt, GenerationOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new GenerationOptions();
        using var session = _model.StartDecoding(1);
        var sequence = new Sequence(this, options, 0, 0, Encode(prompt));
        var logits = new float[_model.VocabularySize];
        // The computation leaves the caller's thread, so that a user interface stays alive.
        await Task.Run(() => Restart(session, sequence, logits), cancellationToken).ConfigureAwait(false);
        while (!sequence.IsDone)
        {
            var piece = await Task.Run(
                () =>
                {
                    var text = sequence.Choose(logits);
                    if (!sequence.IsDone)
                        Advance(session, sequence, logits);
                    return text;
                },
                cancellationToken).ConfigureAwait(false);
            if (piece.Length > 0)
                yield return piece;
        }

        var rest = sequence.Finish();
        if (rest.Length > 0)
            yield return rest;
    }

    /// <summary>Continues one text.</summary>
    /// <param name="prompt">The text to continue; may be empty where the tokenizer has an end-of-text token to start from.</param>
    /// <param name="options">How; null means the defaults.</param>
    /// <param name="stream">Texts with the same seed draw different numbers where this differs.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>The new text alone.</returns>
    public string Generate(string prompt, GenerationOptions? options = null, ulong stream = 0, CancellationToken cancellationToken = default) =>
        Generate([prompt], options, stream, cancellationToken)[0];

    /// <summary>Continues several texts at once; the n-th draws from stream <c>firstStream + n</c>.</summary>
    /// <returns>The new text of each.</returns>
    public IReadOnlyList<string> Generate(
        IReadOnlyList<string> prompts, GenerationOptions? options = null, ulong firstStream = 0, CancellationToken cancellationToken = default)
    {
        if (prompts.Count == 0)
            return [];
        options ??= new GenerationOptions();
        var vocabulary = _model.VocabularySize;
        using var session = _model.StartDecoding(prompts.Count);
        var logits = new float[checked(prompts.Count * vocabulary)];
        var sequences = new Sequence[prompts.Count];
        var results = new StringBuilder[prompts.Count];
        for (var i = 0; i < sequences.Length; i++)
        {
            sequences[i] = new Sequence(this, options, i, firstStream + (ulong)i, Encode(prompts[i]));
            results[i] = new StringBuilder();
            Restart(session, sequences[i], logits.AsSpan(i * vocabulary, vocabulary));
        }

        var active = new int[prompts.Count];
        var tokens = new int[prompts.Count];
        var packed = new float[logits.Length];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = 0;
            foreach (var sequence in sequences)
            {
                if (sequence.IsDone)
                    continue;
                var own = logits.AsSpan(sequence.Index * vocabulary, vocabulary);
                results[sequence.Index].Append(sequence.Choose(own));
                if (sequence.IsDone)
                    continue;
                if (session.GetLength(sequence.Index) == session.Capacity)
                {
                    Restart(session, sequence, own);
                    continue;
                }

                active[count] = sequence.Index;
                tokens[count++] = sequence.Tokens[^1];
            }

            if (count > 0)
            {
                session.AppendEach(active.AsSpan(0, count), tokens.AsSpan(0, count), packed.AsSpan(0, count * vocabulary));
                for (var i = 0; i < count; i++)
                    packed.AsSpan(i * vocabulary, vocabulary).CopyTo(logits.AsSpan(active[i] * vocabulary));
            }
            else if (sequences.All(s => s.IsDone))
            {
                break;
            }
        }

        return [.. sequences.Select(s => results[s.Index].Append(s.Finish()).ToString())];
    }

    private static void Advance(IDecodingSession session, Sequence sequence, Span<float> logits)
    {
        if (session.GetLength(sequence.Index) == session.Capacity)
            Restart(session, sequence, logits);
        else
            session.Append(sequence.Index, [sequence.Tokens[^1]], logits);
    }

    private static void Restart(IDecodingSession session, Sequence sequence, Span<float> logits)
    {
        session.Truncate(sequence.Index, 0);
        var kept = sequence.Tokens.Count < session.Capacity ? sequence.Tokens.Count : Math.Max(1, session.Capacity * 3 / 4);
        session.Append(sequence.Index, CollectionsMarshal.AsSpan(sequence.Tokens)[^kept..], logits);
    }

    private List<int> Encode(string prompt)
    {
        var tokens = new List<int>(_tokenizer.Encode(prompt));
        if (tokens.Count == 0)
        {
            tokens.Add(_tokenizer.EndOfTextId ?? throw new PipelineException(
                "The prompt is empty and the tokenizer has no end-of-text token to start from; give at least one character."));
        }

        foreach (var token in tokens)
        {
            if (token >= _model.VocabularySize)
                throw new PipelineException($"The tokenizer gave id {token}, but the model knows {_model.VocabularySize} ids: this is not the tokenizer it was trained with.");
        }

        return tokens;
    }

    private sealed class Sequence
    {
        private readonly GenerationOptions _options;
        private readonly TokenSampler _sampler;
        private readonly RandomGenerator _random;
        private readonly StreamingDecoder _decoder;
        private readonly StopStringFilter _filter;
        private readonly int? _endOfText;
        private int _new;

        public Sequence(TextGenerator owner, GenerationOptions options, int index, ulong stream, List<int> tokens)
        {
            Index = index;
            Tokens = tokens;
            _options = options;
            _sampler = new TokenSampler(options, owner._model.VocabularySize);
            _random = new RandomGenerator(unchecked((ulong)(options.Seed ?? 0) * 0x9E3779B97F4A7C15 + stream));
            _decoder = owner._tokenizer.CreateDecoder(skipSpecialTokens: true);
            _filter = new StopStringFilter(options.StopStrings);
            _endOfText = owner._tokenizer.EndOfTextId;
            IsDone = options.MaximumNewTokens == 0;
        }

        public int Index { get; }

        public List<int> Tokens { get; }

        public bool IsDone { get; private set; }

        /// <summary>Chooses the next token; gives the text that is now sure.</summary>
        public string Choose(ReadOnlySpan<float> logits)
        {
            var token = _sampler.Choose(logits, CollectionsMarshal.AsSpan(Tokens), _random);
            if (token == _endOfText || _options.StopTokens.Contains(token))
            {
                IsDone = true;
                return "";
            }

            Tokens.Add(token);
            _new++;
            var text = _filter.Push(_decoder.Append(token));
            IsDone = _filter.Stopped || _new >= _options.MaximumNewTokens;
            return text;
        }

        /// <summary>The text that was held back.</summary>
        public string Finish() => _filter.Push(_decoder.Complete()) + _filter.Finish();
    }
}
