using Pipelines.Nn;

namespace Pipelines.Training;

/// <summary>A sequence that is being generated.</summary>
internal sealed class GenerationRow
{
    private readonly PromptTokens _prompt;
    private int[] _tokens;

    public GenerationRow(GenerationPlan plan, int prompt, IScoreProcessor[] processors, RandomGenerator random)
    {
        _prompt = plan.Prompts[prompt];
        _tokens = new int[_prompt.Length + 32];
        _prompt.Ids.CopyTo(_tokens);
        Prompt = prompt;
        Count = _prompt.Length;
        LengthLimit = plan.LengthLimit(prompt);
        Processors = processors;
        Random = random;
        if (Count >= LengthLimit)
            Finished = FinishReason.Length;
    }

    /// <summary>The prompt's number.</summary>
    public int Prompt { get; }

    public IScoreProcessor[] Processors { get; }

    public RandomGenerator Random { get; }

    public int LengthLimit { get; }

    /// <summary>How many tokens prompt and continuation have.</summary>
    public int Count { get; private set; }

    public int PromptLength => _prompt.Length;

    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    /// <summary>Why it ended; null while it goes on.</summary>
    public FinishReason? Finished { get; set; }

    public void Append(int token)
    {
        if (Count == _tokens.Length)
            Array.Resize(ref _tokens, 2 * Count);
        _tokens[Count++] = token;
    }

    /// <summary>Changes the scores of the token behind those there are.</summary>
    public void Process(Span<float> scores)
    {
        foreach (var processor in Processors)
            processor.Process(Tokens, scores);
    }

    /// <summary>The last tokens that the model is to see.</summary>
    public ReadOnlySpan<int> GetAttended(int most)
    {
        ReadOnlySpan<int> all = Tokens;
        if (_prompt.HasMask)
            all = (int[])[.. _prompt.GetAttendedIds(), .. Tokens[_prompt.Length..]];
        return all.Length <= most ? all : all[^most..];
    }

    public GeneratedSequence ToResult() => new(Prompt, Tokens.ToArray(), PromptLength, Finished ?? FinishReason.Length, Score: null);
}
