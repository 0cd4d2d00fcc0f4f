namespace Pipelines.Training;

public sealed partial class CausalLanguageModel
{
    // Rows of logits at once: a long text's would be as large as the model.
    private const int RowsAtOnce = 64;

    private IDecodingSession? _session;
    private int[] _held = [];
    private string? _sharedText;
    private int[] _sharedIds = [];
    private float[] _logits = [];
    private float[] _buffer = [];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<SequenceLikelihood>> Score(
        IReadOnlyList<ContinuationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var results = new IReadOnlyList<SequenceLikelihood>[requests.Count];
        for (var i = 0; i < results.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[i] = Score(requests[i], i);
        }

        return results;
    }

    /// <inheritdoc/>
    public SequenceLikelihood ScoreText(string text, int? stride = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var session = Session();
        var window = session.GetCapacity(0);
        var step = stride ?? window;
        if (step < 1 || step > window)
        {
            throw new PipelineException(
                $"The stride is {step} tokens, but the model's context holds {window}; 1 to {window} were expected.");
        }

        var ids = Encode(text);
        if (_begin.Length == 0 && _tokenizer.EndOfTextId is { } end)
            ids = [end, .. ids];
        if (ids.Length < 2)
            throw new PipelineException("The text has no token whose likelihood could be told.");
        var score = new ScoredLogits();
        _held = [];
        for (var done = 1; done < ids.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var next = Math.Min(done + (done == 1 ? window : step), ids.Length);
            var start = Math.Max(0, next - 1 - window);
            session.Truncate(0, 0);
            if (done - 1 > start)
                session.Append(0, ids.AsSpan(start, done - 1 - start), []);
            AddRows(session, ids.AsSpan(done - 1, next - done), ids.AsSpan(done, next - done), ref score);
            done = next;
        }

        return score.ToLikelihood(isContextCut: false);
    }

    private IReadOnlyList<SequenceLikelihood> Score(ContinuationRequest request, int index)
    {
        ArgumentNullException.ThrowIfNull(request);
        var count = request.Continuations.Count;
        if (count == 0)
            throw new PipelineException($"Request {index} has no continuation.");
        var context = Encode(request.Context);
        var whole = new int[count][];
        var common = context.Length;
        for (var i = 0; i < count; i++)
        {
            if (string.IsNullOrEmpty(request.Continuations[i]))
                throw new PipelineException($"Continuation {i} of request {index} is empty, so it has no likelihood.");
            whole[i] = Encode(request.Context + request.Continuations[i]);
            common = Math.Min(common, context.AsSpan().CommonPrefixLength(whole[i]));
        }

        // A context without tokens needs something that its continuation follows.
        if (common == 0)
        {
            var begin = _tokenizer.EndOfTextId ?? throw new PipelineException(
                $"The context of request {index} has no token that its continuations follow, and the tokenizer has none to begin with.");
            context = [begin, .. context];
            for (var i = 0; i < count; i++)
                whole[i] = [begin, .. whole[i]];
            common = 1;
        }

        var session = Session();
        var longest = whole.Max(ids => ids.Length);
        var cut = Math.Max(0, longest - 1 - session.GetCapacity(0));
        if (common - cut < 1)
        {
            throw new PipelineException(
                $"A continuation of request {index} has {longest - common} tokens, but the model's context holds {session.GetCapacity(0)}. "
                + "Shorten it.");
        }

        var first = Begin(session, request, context.AsSpan(0, common), cut);
        var results = new SequenceLikelihood[count];
        for (var i = 0; i < count; i++)
        {
            var tokens = whole[i].AsSpan(common);
            var score = new ScoredLogits();
            score.Add(first, tokens[0], Buffer());
            if (tokens.Length > 1)
            {
                AddRows(session, tokens[..^1], tokens[1..], ref score);
                session.Truncate(0, common - cut);
            }

            results[i] = score.ToLikelihood(cut > 0);
        }

        return results;
    }

    /// <summary>Computes a context, but for what the session holds of it; gives the logits behind it.</summary>
    private float[] Begin(IDecodingSession session, ContinuationRequest request, ReadOnlySpan<int> context, int cut)
    {
        var shared = cut > 0 ? 0 : Math.Min(CountShared(request.Context, request.SharedLength, context), context.Length - 1);
        // The cut context keeps what the model's texts begin with.
        int[] kept = cut > _begin.Length && _begin.Length > 0 ? [.. _begin, .. context[(cut + _begin.Length)..]] : [.. context[cut..]];
        if (shared == 0 || !_held.AsSpan().SequenceEqual(kept.AsSpan(0, shared)))
        {
            session.Truncate(0, 0);
            _held = [];
            if (shared > 0)
            {
                session.Append(0, kept.AsSpan(0, shared), []);
                _held = kept[..shared];
            }
        }
        else
        {
            session.Truncate(0, shared);
        }

        var logits = new float[_model.VocabularySize];
        session.Append(0, kept.AsSpan(shared), logits);
        return logits;
    }

    private void AddRows(IDecodingSession session, ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, ref ScoredLogits score)
    {
        var size = _model.VocabularySize;
        if (_logits.Length < Math.Min(RowsAtOnce, inputs.Length) * size)
            _logits = new float[Math.Min(RowsAtOnce, inputs.Length) * size];
        for (var start = 0; start < inputs.Length; start += RowsAtOnce)
        {
            var count = Math.Min(RowsAtOnce, inputs.Length - start);
            var rows = _logits.AsSpan(0, count * size);
            session.Append(0, inputs.Slice(start, count), rows);
            for (var row = 0; row < count; row++)
                score.Add(rows.Slice(row * size, size), targets[start + row], Buffer());
        }
    }

    private IDecodingSession Session() => _session ??= _model.StartDecoding(1);

    private Span<float> Buffer()
    {
        if (_buffer.Length == 0)
            _buffer = new float[_model.VocabularySize];
        return _buffer;
    }
}
