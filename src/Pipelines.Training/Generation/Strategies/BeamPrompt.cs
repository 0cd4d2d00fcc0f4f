using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>The beams of one prompt: their tokens and scores, and what is complete.</summary>
internal sealed class BeamPrompt
{
    private readonly GenerationPlan _plan;
    private readonly HammingDiversityProcessor? _diversity;
    private readonly int _groupSize;
    private int[][] _tokens;
    private int[][] _nextTokens;

    public BeamPrompt(GenerationPlan plan, int prompt, ScoreBuffers buffers)
    {
        var settings = plan.Settings;
        _plan = plan;
        Prompt = prompt;
        _groupSize = settings.BeamCount / settings.BeamGroupCount;
        PromptLength = plan.Prompts[prompt].Length;
        Length = PromptLength;
        LengthLimit = plan.LengthLimit(prompt);
        Processors = plan.CreateProcessors(prompt, buffers);
        _diversity = Processors.OfType<HammingDiversityProcessor>().FirstOrDefault();
        Random = plan.CreateRandom(prompt);
        _tokens = NewTokens(settings.BeamCount, plan.Prompts[prompt]);
        _nextTokens = NewTokens(settings.BeamCount, plan.Prompts[prompt]);
        Scores = new float[settings.BeamCount];
        // Only the first beam of a group counts in the first step: the others are the same.
        for (var i = 0; i < Scores.Length; i++)
            Scores[i] = i % _groupSize == 0 ? 0f : -1e9f;
        Sources = new int[settings.BeamCount];
        Groups = new BeamHypotheses[settings.BeamGroupCount];
        for (var i = 0; i < Groups.Length; i++)
            Groups[i] = new BeamHypotheses(_groupSize, settings, PromptLength, LengthLimit);
    }

    public int Prompt { get; }

    public int PromptLength { get; }

    public int LengthLimit { get; }

    /// <summary>How many tokens each beam has, the prompt's included.</summary>
    public int Length { get; private set; }

    public IScoreProcessor[] Processors { get; }

    public RandomGenerator Random { get; }

    public BeamHypotheses[] Groups { get; }

    /// <summary>The sum of each beam's scores.</summary>
    public float[] Scores { get; }

    /// <summary>Which beam each beam continues since the last step.</summary>
    public int[] Sources { get; }

    public bool IsClosed { get; private set; }

    public ReadOnlySpan<int> Tokens(int beam) => _tokens[beam].AsSpan(0, Length);

    public int LastToken(int beam) => _tokens[beam][Length - 1];

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        _diversity?.Clear();
        if (_tokens[0].Length > Length)
            return;
        for (var i = 0; i < _tokens.Length; i++)
        {
            Array.Resize(ref _tokens[i], 2 * Length);
            Array.Resize(ref _nextTokens[i], 2 * Length);
        }
    }

    /// <summary>Chooses a group's next beams from the best candidates: <c>beam in the group · vocabulary + token</c>.</summary>
    public void Choose(int group, TopCandidates candidates, int vocabularySize)
    {
        var first = group * _groupSize;
        var chosen = 0;
        for (var rank = 0; rank < candidates.Count && chosen < _groupSize; rank++)
        {
            var (beam, token) = Math.DivRem(candidates.Index(rank), vocabularySize);
            beam += first;
            if (_plan.Settings.EndIds.AsSpan().Contains(token))
            {
                // An end that is not among the best beams would displace better open ones.
                if (rank < _groupSize)
                    Groups[group].Add(Tokens(beam), candidates.Score(rank), Length + 1 - PromptLength, FinishReason.EndToken);
                continue;
            }

            Continue(first + chosen++, beam, token, candidates.Score(rank));
        }

        if (chosen < _groupSize)
            throw new PipelineException(
                "Too few next tokens are allowed to continue all beams; loosen the settings that forbid tokens, or lower BeamCount.");
        Groups[group].Update(candidates.Score(0), Length + 1);
    }

    /// <summary>A group that is done waits for the others.</summary>
    public void Wait(int group)
    {
        for (var beam = group * _groupSize; beam < (group + 1) * _groupSize; beam++)
            Continue(beam, beam, _plan.Settings.PadId ?? 0, 0f);
    }

    /// <summary>Ends a step; closes the prompt where nothing is to be gained.</summary>
    public void End(bool overdue)
    {
        (_tokens, _nextTokens) = (_nextTokens, _tokens);
        Length++;
        if (Array.TrueForAll(Groups, g => g.IsDone))
            IsClosed = true;
        else if (overdue)
            Close(FinishReason.Time);
        else if (Length >= LengthLimit)
            Close(FinishReason.Length);
        else if (_plan.StopCondition is not null && AllStop())
            Close(FinishReason.StopString);
    }

    /// <summary>Takes open beams as complete and ends the search.</summary>
    public void Close(FinishReason reason)
    {
        for (var group = 0; group < Groups.Length; group++)
        {
            if (Groups[group].IsDone)
                continue;
            for (var beam = group * _groupSize; beam < (group + 1) * _groupSize; beam++)
                Groups[group].Add(Tokens(beam), Scores[beam], Math.Max(1, Length - PromptLength), reason);
            Groups[group].Close();
        }

        IsClosed = true;
    }

    /// <summary>The best continuations, the best first.</summary>
    public IEnumerable<GeneratedSequence> Results()
    {
        var endIds = _plan.Settings.EndIds;
        // Of equal scores the later one comes first, as in the reference.
        var best = Groups.SelectMany(g => g.Beams).Select((h, i) => (Hypothesis: h, Order: i))
            .OrderByDescending(h => h.Hypothesis.Score).ThenByDescending(h => h.Order).Take(_plan.Settings.SequenceCount);
        foreach (var (hypothesis, _) in best)
        {
            // The first end token stands for all, where it fits in.
            int[] tokens = hypothesis.Finish == FinishReason.EndToken && hypothesis.Tokens.Length < LengthLimit
                ? [.. hypothesis.Tokens, endIds[0]]
                : hypothesis.Tokens;
            yield return new GeneratedSequence(Prompt, tokens, PromptLength, hypothesis.Finish, (float)hypothesis.Score);
        }
    }

    private static int[][] NewTokens(int beamCount, PromptTokens prompt)
    {
        var tokens = new int[beamCount][];
        for (var i = 0; i < beamCount; i++)
        {
            tokens[i] = new int[prompt.Length + 32];
            prompt.Ids.CopyTo(tokens[i]);
        }

        return tokens;
    }

    private void Continue(int beam, int source, int token, float score)
    {
        Tokens(source).CopyTo(_nextTokens[beam]);
        _nextTokens[beam][Length] = token;
        _diversity?.Add(token);
        Scores[beam] = score;
        Sources[beam] = source;
    }

    private bool AllStop()
    {
        for (var beam = 0; beam < Scores.Length; beam++)
        {
            if (!_plan.StopCondition!.IsMet(Tokens(beam), PromptLength))
                return false;
        }

        return true;
    }
}
