using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Pipelines.Training;

/// <summary>
/// Contrastive search (Su et al. 2022): of the few most likely tokens the one is taken whose probability, less its hidden state's greatest
/// cosine to those before, is highest. Candidate i of prompt p is sequence <c>p · candidates + i</c>.
/// </summary>
internal sealed class ContrastiveSearch
{
    private readonly GenerationPlan _plan;
    private readonly int _vocabulary;
    private readonly int _count;
    private readonly ScoreBuffers _buffers;
    private readonly TopCandidates _top;
    private readonly GenerationRow[] _rows;
    private readonly List<float>[] _contexts;
    private readonly float[] _logits;
    private readonly float[] _candidateLogits;
    private readonly float[] _probabilities;
    private readonly int[] _sources;
    private readonly int[] _active;
    private readonly int[] _tokens;
    private float[] _hidden = [];

    private ContrastiveSearch(GenerationPlan plan)
    {
        _plan = plan;
        _vocabulary = plan.VocabularySize;
        _count = Math.Min(plan.Settings.TopK, _vocabulary);
        _buffers = new ScoreBuffers(_vocabulary);
        _top = new TopCandidates(_count);
        _rows = new GenerationRow[plan.Prompts.Count];
        _contexts = new List<float>[_rows.Length];
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i] = new GenerationRow(plan, i, plan.CreateProcessors(i, _buffers), plan.CreateRandom(i));
            _contexts[i] = [];
        }

        var sequences = checked(_rows.Length * _count);
        _logits = new float[checked(_rows.Length * _vocabulary)];
        _candidateLogits = new float[checked(sequences * _vocabulary)];
        _probabilities = new float[sequences];
        _sources = new int[sequences];
        _active = new int[sequences];
        _tokens = new int[sequences];
    }

    /// <summary>Generates to the end.</summary>
    public static GenerationResult Run(GenerationPlan plan)
    {
        var search = new ContrastiveSearch(plan);
        var recorder = new StepRecorder(plan.Settings, search._rows.Length, plan.VocabularySize);
        using var session = plan.Start(search._count);
        plan.RequireCapacity(session);
        search._hidden = new float[checked(search._sources.Length * session.HiddenSize)];
        search.Prefill(session);
        while (!Array.TrueForAll(search._rows, r => r.Finished is not null))
        {
            plan.CancellationToken.ThrowIfCancellationRequested();
            recorder.Begin();
            search.Step(session, recorder);
        }

        return new GenerationResult([.. search._rows.Select(r => r.ToResult())], recorder.Steps, plan.Settings.PadId);
    }

    private Span<float> Logits(int row) => _logits.AsSpan(row * _vocabulary, _vocabulary);

    private void Prefill(IDecodingSession session)
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            _sources.AsSpan(row * _count, _count).Fill(row * _count);
            if (_rows[row].Finished is not null)
                continue;
            var attended = _rows[row].GetAttended(int.MaxValue);
            var hidden = new float[checked(attended.Length * session.HiddenSize)];
            _plan.Prefill(session, row * _count, row, attended, Logits(row), hidden);
            for (var i = 0; i < attended.Length; i++)
                AddContext(row, hidden.AsSpan(i * session.HiddenSize, session.HiddenSize));
        }

        session.Arrange(_sources);
    }

    private void Step(IDecodingSession session, StepRecorder recorder)
    {
        var active = 0;
        for (var row = 0; row < _rows.Length; row++)
        {
            if (_rows[row].Finished is not null)
                continue;
            var scores = Logits(row);
            recorder.AddLogits(row, scores);
            _rows[row].Process(scores);
            recorder.AddScores(row, scores);
            var probabilities = _buffers.Numbers.AsSpan(0, _vocabulary);
            Softmax.Probabilities(scores, probabilities);
            _top.Find(probabilities);
            for (var i = 0; i < _count; i++)
            {
                _active[active] = row * _count + i;
                _probabilities[active] = _top.Score(i);
                _tokens[active++] = _top.Index(i);
            }
        }

        session.AppendEach(
            _active.AsSpan(0, active), _tokens.AsSpan(0, active), _candidateLogits.AsSpan(0, active * _vocabulary),
            _hidden.AsSpan(0, active * session.HiddenSize));
        for (var first = 0; first < active; first += _count)
            Choose(first, session.HiddenSize);
        session.Arrange(_sources);
    }

    private void Choose(int first, int hiddenSize)
    {
        var row = _active[first] / _count;
        var alpha = _plan.Settings.ContrastivePenalty;
        var best = 0;
        var bestScore = float.NegativeInfinity;
        for (var i = 0; i < _count; i++)
        {
            var hidden = _hidden.AsSpan((first + i) * hiddenSize, hiddenSize);
            TensorPrimitives.Divide(hidden, TensorPrimitives.Norm((ReadOnlySpan<float>)hidden), hidden);
            var score = (1f - alpha) * _probabilities[first + i] - alpha * GreatestLikeness(row, hidden);
            if (score > bestScore)
                (best, bestScore) = (i, score);
        }

        var chosen = first + best;
        AddContext(row, _hidden.AsSpan(chosen * hiddenSize, hiddenSize));
        _candidateLogits.AsSpan(chosen * _vocabulary, _vocabulary).CopyTo(Logits(row));
        _sources.AsSpan(row * _count, _count).Fill(_active[chosen]);
        _rows[row].Append(_tokens[chosen]);
        _rows[row].Finished = _plan.Check(_rows[row].Tokens, row, _rows[row].LengthLimit) ?? (_plan.IsOverdue ? FinishReason.Time : null);
    }

    private float GreatestLikeness(int row, ReadOnlySpan<float> hidden)
    {
        var context = CollectionsMarshal.AsSpan(_contexts[row]);
        var greatest = float.NegativeInfinity;
        for (var start = 0; start < context.Length; start += hidden.Length)
            greatest = Math.Max(greatest, TensorPrimitives.Dot(context.Slice(start, hidden.Length), hidden));
        return greatest;
    }

    private void AddContext(int row, Span<float> hidden)
    {
        TensorPrimitives.Divide(hidden, TensorPrimitives.Norm((ReadOnlySpan<float>)hidden), hidden);
        _contexts[row].AddRange(hidden);
    }
}
