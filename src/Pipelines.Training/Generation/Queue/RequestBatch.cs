namespace Pipelines.Training;

/// <summary>
/// The requests that are being computed: each has a sequence of one session. A request comes in when a sequence is free and leaves when it
/// is finished, whatever the others do (continuous batching).
/// </summary>
internal sealed class RequestBatch : IDisposable
{
    private readonly IDecodingSession _session;
    private readonly ScoreBuffers _buffers;
    private readonly Entry?[] _entries;
    private readonly float[] _logits;
    private readonly int[] _sequences;
    private readonly int[] _tokens;

    public RequestBatch(IDecodingSession session)
    {
        _session = session;
        _buffers = new ScoreBuffers(session.VocabularySize);
        _entries = new Entry?[session.SequenceCount];
        _logits = new float[checked(session.SequenceCount * session.VocabularySize)];
        _sequences = new int[session.SequenceCount];
        _tokens = new int[session.SequenceCount];
    }

    /// <summary>How many requests are being computed.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a sequence is free.</summary>
    public bool HasRoom => Count < _entries.Length;

    /// <summary>Takes a request in and computes its prompt and first token. What is wrong with it is told to its caller alone.</summary>
    public void Add(GenerationRequest request, GenerationPlan plan)
    {
        var sequence = Array.IndexOf(_entries, null);
        try
        {
            var row = new GenerationRow(plan, 0, plan.CreateProcessors(0, _buffers), plan.CreateRandom(0));
            if (row.Finished is not null)
            {
                request.Complete(row.ToResult());
                return;
            }

            _session.Truncate(sequence, 0);
            _session.SetAdapter(sequence, plan.Prompts[0].Adapter);
            if (plan.Prompts[0].SoftPrompt is { } prompt)
                _session.SetSoftPrompt(sequence, prompt);
            var logits = Logits(0);
            SlidingContext.Begin(plan, _session, sequence, row, logits);
            _entries[sequence] = new Entry(request, plan, row);
            Count++;
            Choose(sequence, logits);
        }
        catch (Exception exception)
        {
            Remove(sequence);
            request.Fail(exception);
        }
    }

    /// <summary>Gives every request its next token.</summary>
    public void Advance()
    {
        try
        {
            var count = 0;
            for (var i = 0; i < _entries.Length; i++)
            {
                if (_entries[i] is not { } entry || !IsOpen(i, entry))
                    continue;
                _sequences[count] = i;
                _tokens[count++] = entry.Row.Tokens[^1];
            }

            if (count == 0)
                return;
            _session.AppendEach(_sequences.AsSpan(0, count), _tokens.AsSpan(0, count), _logits.AsSpan(0, count * _session.VocabularySize));
            for (var i = 0; i < count; i++)
                Choose(_sequences[i], Logits(i));
        }
        catch (Exception exception)
        {
            // The model failed, which leaves no sequence as it should be.
            FailAll(exception);
        }
    }

    /// <summary>Ends all requests.</summary>
    public void FailAll(Exception exception)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            _entries[i]?.Request.Fail(exception);
            Remove(i);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private Span<float> Logits(int row) => _logits.AsSpan(row * _session.VocabularySize, _session.VocabularySize);

    private bool IsOpen(int sequence, Entry entry)
    {
        if (entry.Request.CancellationToken.IsCancellationRequested)
        {
            entry.Request.Fail(new OperationCanceledException(entry.Request.CancellationToken));
            Remove(sequence);
            return false;
        }

        if (entry.Plan.IsOverdue)
            entry.Row.Finished = FinishReason.Time;
        else if (_session.GetLength(sequence) == _session.GetCapacity(sequence)
            && !SlidingContext.MakeRoom(entry.Plan, _session, sequence, entry.Row))
            entry.Row.Finished = FinishReason.Context;
        return !CompleteIfFinished(sequence, entry);
    }

    private void Choose(int sequence, Span<float> scores)
    {
        var entry = _entries[sequence]!;
        try
        {
            var row = entry.Row;
            row.Process(scores);
            row.Append(entry.Plan.Settings.Sample ? TokenChoice.Draw(scores, _buffers, row.Random) : TokenChoice.MostLikely(scores));
            row.Finished = entry.Plan.Check(row.Tokens, row.Prompt, row.LengthLimit);
            entry.Request.Take(row.Tokens[^1]);
        }
        catch (Exception exception)
        {
            entry.Request.Fail(exception);
            Remove(sequence);
            return;
        }

        CompleteIfFinished(sequence, entry);
    }

    private bool CompleteIfFinished(int sequence, Entry entry)
    {
        if (entry.Row.Finished is null)
            return false;
        Remove(sequence);
        entry.Request.Complete(entry.Row.ToResult());
        return true;
    }

    private void Remove(int sequence)
    {
        if (_entries[sequence] is null)
            return;
        _entries[sequence] = null;
        Count--;
    }

    private sealed record Entry(GenerationRequest Request, GenerationPlan Plan, GenerationRow Row);
}
