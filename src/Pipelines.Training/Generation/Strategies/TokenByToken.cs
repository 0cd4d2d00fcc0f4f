namespace Pipelines.Training;

/// <summary>
/// Greedy search and sampling: each sequence takes its most likely next token, or draws one, step by step. Steps are the caller's, so that
/// text can be shown as it comes.
/// </summary>
internal sealed class TokenByToken : IDisposable
{
    private readonly GenerationPlan _plan;
    private readonly IDecodingSession _session;
    private readonly ScoreBuffers _buffers;
    private readonly StepRecorder _recorder;
    private readonly float[] _logits;
    private readonly int[] _logitRows;
    private readonly int[] _active;
    private readonly int[] _tokens;

    /// <summary>Begins the sequences and computes the prompts.</summary>
    public TokenByToken(GenerationPlan plan)
    {
        _plan = plan;
        var perPrompt = plan.Settings.SequenceCount;
        var count = checked(plan.Prompts.Count * perPrompt);
        _buffers = new ScoreBuffers(plan.VocabularySize);
        _recorder = new StepRecorder(plan.Settings, count, plan.VocabularySize);
        _logits = new float[checked(count * plan.VocabularySize)];
        _logitRows = new int[count];
        _active = new int[count];
        _tokens = new int[count];
        Rows = new GenerationRow[count];
        for (var prompt = 0; prompt < plan.Prompts.Count; prompt++)
        {
            var processors = plan.CreateProcessors(prompt, _buffers);
            var others = plan.CreateRandom(prompt);
            for (var i = 0; i < perPrompt; i++)
            {
                var random = i == 0 ? plan.CreateRandom(prompt) : others.Split();
                Rows[prompt * perPrompt + i] = new GenerationRow(plan, prompt, processors, random);
            }
        }

        _session = plan.Start(perPrompt);
        try
        {
            Prefill(perPrompt);
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>The sequences.</summary>
    public GenerationRow[] Rows { get; }

    /// <summary>Generates to the end.</summary>
    public static GenerationResult Run(GenerationPlan plan)
    {
        using var run = new TokenByToken(plan);
        while (run.Choose())
            run.Advance();
        return new GenerationResult([.. run.Rows.Select(r => r.ToResult())], run._recorder.Steps, plan.Settings.PadId);
    }

    /// <summary>Gives every open sequence its next token; false when none goes on.</summary>
    public bool Choose()
    {
        _plan.CancellationToken.ThrowIfCancellationRequested();
        if (Array.TrueForAll(Rows, r => r.Finished is not null))
            return false;
        _recorder.Begin();
        for (var i = 0; i < Rows.Length; i++)
        {
            var row = Rows[i];
            if (row.Finished is not null)
                continue;
            var scores = Logits(_logitRows[i]);
            _recorder.AddLogits(i, scores);
            row.Process(scores);
            _recorder.AddScores(i, scores);
            row.Append(_plan.Settings.Sample ? TokenChoice.Draw(scores, _buffers, row.Random) : TokenChoice.MostLikely(scores));
            row.Finished = _plan.Check(row.Tokens, row.Prompt, row.LengthLimit);
        }

        return true;
    }

    /// <summary>Computes the scores behind the tokens that were chosen.</summary>
    public void Advance()
    {
        var overdue = _plan.IsOverdue;
        var count = 0;
        for (var i = 0; i < Rows.Length; i++)
        {
            var row = Rows[i];
            if (row.Finished is null && overdue)
                row.Finished = FinishReason.Time;
            else if (row.Finished is null && _session.GetLength(i) == _session.GetCapacity(i)
                && !SlidingContext.MakeRoom(_plan, _session, i, row))
                row.Finished = FinishReason.Context;
            if (row.Finished is not null)
                continue;
            _logitRows[i] = count;
            _active[count] = i;
            _tokens[count++] = row.Tokens[^1];
        }

        _session.AppendEach(_active.AsSpan(0, count), _tokens.AsSpan(0, count), _logits.AsSpan(0, count * _plan.VocabularySize));
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private Span<float> Logits(int row) => _logits.AsSpan(row * _plan.VocabularySize, _plan.VocabularySize);

    private void Prefill(int perPrompt)
    {
        var sources = new int[Rows.Length];
        for (var i = 0; i < Rows.Length; i++)
        {
            _logitRows[i] = i;
            sources[i] = i / perPrompt * perPrompt;
            if (i % perPrompt != 0 || Rows[i].Finished is not null)
                continue;
            SlidingContext.Begin(_plan, _session, i, Rows[i], Logits(i));
            for (var copy = 1; copy < perPrompt; copy++)
                Logits(i).CopyTo(Logits(i + copy));
        }

        if (perPrompt > 1)
            _session.Arrange(sources);
    }
}
