using System.Numerics.Tensors;
using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>
/// Beam search, beam sampling, and search with groups of beams that avoid each other (Vijayakumar et al. 2016), after the reference's
/// <c>_beam_search</c>, <c>_group_beam_search</c> and <c>BeamSearchScorer</c>. Beam i of prompt p is sequence <c>p · beams + i</c>.
/// </summary>
internal sealed class BeamSearch
{
    private readonly GenerationPlan _plan;
    private readonly int _beamCount;
    private readonly int _groupSize;
    private readonly int _vocabulary;
    private readonly ScoreBuffers _buffers;
    private readonly TopCandidates _candidates;
    private readonly BeamPrompt[] _prompts;
    private readonly float[] _scores;
    private readonly float[] _drawn;
    private readonly int[] _sources;
    private readonly int[] _active;
    private readonly int[] _tokens;

    private BeamSearch(GenerationPlan plan)
    {
        var settings = plan.Settings;
        _plan = plan;
        _beamCount = settings.BeamCount;
        _groupSize = _beamCount / settings.BeamGroupCount;
        _vocabulary = plan.VocabularySize;
        _buffers = new ScoreBuffers(_vocabulary);
        // Enough that every beam can go on although all end tokens are among the best.
        _candidates = new TopCandidates(Math.Max(2, 1 + settings.EndIds.Length) * _groupSize);
        _prompts = new BeamPrompt[plan.Prompts.Count];
        for (var i = 0; i < _prompts.Length; i++)
            _prompts[i] = new BeamPrompt(plan, i, _buffers);
        var count = checked(_prompts.Length * _beamCount);
        _scores = new float[checked(count * _vocabulary)];
        _drawn = settings.Sample ? new float[checked(_groupSize * _vocabulary)] : [];
        _sources = new int[count];
        _active = new int[count];
        _tokens = new int[count];
    }

    /// <summary>Generates to the end.</summary>
    public static GenerationResult Run(GenerationPlan plan)
    {
        var search = new BeamSearch(plan);
        var recorder = new StepRecorder(plan.Settings, search._sources.Length, plan.VocabularySize);
        using var session = plan.Start(search._beamCount);
        plan.RequireCapacity(session);
        search.Prefill(session);
        while (!Array.TrueForAll(search._prompts, p => p.IsClosed))
        {
            plan.CancellationToken.ThrowIfCancellationRequested();
            recorder.Begin();
            var overdue = plan.IsOverdue;
            foreach (var prompt in search._prompts)
            {
                if (!prompt.IsClosed)
                    search.Step(prompt, recorder, overdue);
            }

            search.Advance(session);
        }

        return new GenerationResult([.. search._prompts.SelectMany(p => p.Results())], recorder.Steps, plan.Settings.PadId);
    }

    private Span<float> Row(int sequence) => _scores.AsSpan(sequence * _vocabulary, _vocabulary);

    private void Prefill(IDecodingSession session)
    {
        for (var p = 0; p < _prompts.Length; p++)
        {
            var first = p * _beamCount;
            _sources.AsSpan(first, _beamCount).Fill(first);
            if (_prompts[p].Length >= _prompts[p].LengthLimit)
            {
                _prompts[p].Close(FinishReason.Length);
                continue;
            }

            _plan.Prefill(session, first, p, _plan.Prompts[p].GetAttendedIds(), Row(first));
            for (var beam = 1; beam < _beamCount; beam++)
                Row(first).CopyTo(Row(first + beam));
        }

        session.Arrange(_sources);
    }

    private void Step(BeamPrompt prompt, StepRecorder recorder, bool overdue)
    {
        prompt.Begin();
        for (var group = 0; group < prompt.Groups.Length; group++)
        {
            if (prompt.Groups[group].IsDone)
            {
                prompt.Wait(group);
                continue;
            }

            var first = group * _groupSize;
            for (var beam = first; beam < first + _groupSize; beam++)
            {
                var sequence = prompt.Prompt * _beamCount + beam;
                var scores = Row(sequence);
                recorder.AddLogits(sequence, scores);
                Softmax.ToLogProbabilities(scores, _buffers.Numbers);
                foreach (var processor in prompt.Processors)
                    processor.Process(prompt.Tokens(beam), scores);
                recorder.AddScores(sequence, scores);
                TensorPrimitives.Add(scores, prompt.Scores[beam], scores);
            }

            FindCandidates(_scores.AsSpan((prompt.Prompt * _beamCount + first) * _vocabulary, _groupSize * _vocabulary), prompt.Random);
            prompt.Choose(group, _candidates, _vocabulary);
        }

        prompt.End(overdue);
    }

    private void FindCandidates(ReadOnlySpan<float> scores, RandomGenerator random)
    {
        if (!_plan.Settings.Sample)
        {
            _candidates.Find(scores);
            return;
        }

        // The largest of scores with Gumbel noise are a draw without replacement (Kool et al. 2019); the drawn ones then stand by score.
        for (var i = 0; i < scores.Length; i++)
            _drawn[i] = scores[i] - (float)Math.Log(-Math.Log(1 - random.NextDouble() + double.Epsilon));
        _candidates.Find(_drawn);
        _candidates.Rescore(scores);
    }

    private void Advance(IDecodingSession session)
    {
        var count = 0;
        for (var p = 0; p < _prompts.Length; p++)
        {
            var first = p * _beamCount;
            for (var beam = 0; beam < _beamCount; beam++)
            {
                var isOpen = !_prompts[p].IsClosed && !_prompts[p].Groups[beam / _groupSize].IsDone;
                _sources[first + beam] = first + (isOpen ? _prompts[p].Sources[beam] : beam);
                if (!isOpen)
                    continue;
                _active[count] = first + beam;
                _tokens[count++] = _prompts[p].LastToken(beam);
            }
        }

        if (count == 0)
            return;
        session.Arrange(_sources);
        session.AppendEach(_active.AsSpan(0, count), _tokens.AsSpan(0, count), _scores.AsSpan(0, count * _vocabulary));
        // To their places, from the last one: a row only ever moves up.
        for (var i = count - 1; i >= 0 && _active[i] != i; i--)
            Row(i).CopyTo(Row(_active[i]));
    }
}
