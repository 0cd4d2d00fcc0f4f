using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>
/// Ranks passages by an encoder that reads query and passage as one pair (<c>[CLS] query [SEP] passage [SEP]</c>) and has a head of one
/// number, as sentence-transformers' cross-encoders have it (<c>…ForSequenceClassification</c> with one label): the same weights as a
/// multiple-choice model with one choice, which <c>LoadMultipleChoice</c> opens.
/// </summary>
public sealed class CrossEncoderReranker : ScoringReranker
{
    private readonly MultipleChoiceModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly CrossEncoderOptions _options;

    /// <summary>Makes a reranker of a model.</summary>
    /// <param name="model">The model, in evaluation mode; it stays the caller's.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="options">Lengths and batches; null for the defaults. They must not change afterwards.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public CrossEncoderReranker(MultipleChoiceModel model, Tokenizer tokenizer, CrossEncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        (_model, _tokenizer, _options) = (model, tokenizer, OptionsValidation.Validated(options ?? new CrossEncoderOptions()));
        MaximumLength = Math.Min(_options.MaximumLength, model.Encoder.BlockSize);
    }

    /// <summary>Makes a reranker of an opened folder.</summary>
    /// <param name="model">The model with its tokenizer; it stays the caller's.</param>
    /// <param name="options">Lengths and batches; null for the defaults.</param>
    /// <exception cref="PipelineException">The folder has no tokenizer.</exception>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public CrossEncoderReranker(PretrainedModel<MultipleChoiceModel> model, CrossEncoderOptions? options = null)
        : this(Checked(model).Model, model.Tokenizer!, options)
    {
    }

    /// <summary>The most tokens of a pair, those around it included; what is longer loses the end of its passage.</summary>
    public int MaximumLength { get; }

    /// <inheritdoc/>
    /// <exception cref="PipelineException">A pair is too long and may not be cut, or a query leaves no room for a passage.</exception>
    protected override IReadOnlyList<IReadOnlyList<double>> Score(
        IReadOnlyList<RerankRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var rows = new List<TokenizedText>();
        foreach (var request in requests)
        {
            foreach (var passage in request.Passages)
                rows.Add(Tokenize(request.Query, passage));
        }

        var scores = new double[rows.Count];
        using var paused = GradientTape.Pause();
        int[] order = [.. Enumerable.Range(0, rows.Count).OrderByDescending(i => rows[i].Ids.Length)]; // the most memory first
        foreach (var part in order.Chunk(_options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            var given = _model.Forward(Batch(part, rows), choiceCount: 1).AsSpan<float>();
            for (var i = 0; i < part.Length; i++)
                scores[part[i]] = given[i];
        }

        var (results, first) = (new IReadOnlyList<double>[requests.Count], 0);
        for (var i = 0; i < results.Length; first += requests[i++].Passages.Count)
            results[i] = new ArraySegment<double>(scores, first, requests[i].Passages.Count);
        return results;
    }

    private static PretrainedModel<MultipleChoiceModel> Checked(PretrainedModel<MultipleChoiceModel> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Tokenizer is not null ? model : throw new PipelineException(
            $"{model.Path}: the folder has no tokenizer, so the model cannot read queries and passages.");
    }

    private TokenizedText Tokenize(string query, RetrievedPassage passage)
    {
        var whole = _tokenizer.EncodeSequence(query, passage.Text);
        if (whole.Ids.Length <= MaximumLength)
            return whole;
        if (!_options.AllowTruncation)
        {
            throw new PipelineException(
                $"The query and passage {passage.Id} have {whole.Ids.Length} tokens together, but the model takes {MaximumLength}. Chunk "
                + "the passages shorter, or allow them to be cut (AllowTruncation).");
        }

        var empty = _tokenizer.EncodeSequence(query, "").Ids.Length;
        if (empty >= MaximumLength)
        {
            throw new PipelineException(
                $"The query has {empty} tokens with those around it, which leaves no room for a passage among {MaximumLength}. "
                + "Shorten it.");
        }

        var truncation = new TruncationOptions(MaximumLength) { Strategy = TruncationStrategy.OnlySecond };
        return _tokenizer.EncodeSequence(query, passage.Text, new EncodeOptions { Truncation = truncation });
    }

    private EncoderBatch Batch(int[] part, List<TokenizedText> rows)
    {
        var length = 1;
        foreach (var row in part)
            length = Math.Max(length, rows[row].Ids.Length);
        var (ids, mask, types) = (new int[part.Length * length], new int[part.Length * length], new int[part.Length * length]);
        ids.AsSpan().Fill(_model.Encoder.PadTokenId);
        var hasTypes = false;
        for (var i = 0; i < part.Length; i++)
        {
            var row = rows[part[i]];
            row.Ids.CopyTo(ids, i * length);
            row.TypeIds.CopyTo(types, i * length);
            mask.AsSpan(i * length, row.Ids.Length).Fill(1);
            hasTypes |= row.TypeIds.AsSpan().ContainsAnyExcept(0);
        }

        return new EncoderBatch(part.Length, length, ids, mask, hasTypes ? types : null);
    }
}
