namespace Pipelines.Training;

/// <summary>The best complete continuations of a prompt, or of one group of its beams.</summary>
internal sealed class BeamHypotheses(int capacity, GenerationSettings settings, int promptLength, int lengthLimit)
{
    private readonly List<Hypothesis> _beams = new(capacity + 1);
    private double _worst = 1e9;

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<Hypothesis> Beams => _beams;

    /// <summary>Whether nothing is added any more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Takes a continuation if it is among the best.</summary>
    /// <param name="tokens">Prompt and continuation, without the end token.</param>
    /// <param name="sum">The sum of its scores.</param>
    /// <param name="generatedLength">How many tokens were generated, the end token included.</param>
    /// <param name="finish">Why it is complete.</param>
    public void Add(ReadOnlySpan<int> tokens, float sum, int generatedLength, FinishReason finish)
    {
        var score = sum / Math.Pow(generatedLength, settings.LengthPenalty);
        if (_beams.Count >= capacity && !(score > _worst))
            return;
        _beams.Add(new Hypothesis(tokens.ToArray(), score, finish));
        if (_beams.Count <= capacity)
        {
            _worst = Math.Min(score, _worst);
            return;
        }

        _beams.RemoveAt(IndexOfWorst());
        _worst = _beams[IndexOfWorst()].Score;
    }

    /// <summary>Decides whether open beams could still become better.</summary>
    /// <param name="bestSum">The best sum of scores of the step.</param>
    /// <param name="length">The length of prompt and continuation with this step's token.</param>
    public void Update(float bestSum, int length)
    {
        if (IsDone || _beams.Count < capacity)
            return;
        var attainable = settings.EarlyStopping switch
        {
            BeamStopping.WhenComplete => double.NegativeInfinity,
            // The sum is negative, so a longer beam scores better where the penalty is above 0.
            BeamStopping.Never when settings.LengthPenalty > 0 => bestSum / Math.Pow(lengthLimit - promptLength, settings.LengthPenalty),
            _ => bestSum / Math.Pow(length - promptLength, settings.LengthPenalty),
        };
        IsDone = _worst >= attainable;
    }

    /// <summary>Ends the group as it is.</summary>
    public void Close() => IsDone = true;

    private int IndexOfWorst()
    {
        var worst = 0;
        for (var i = 1; i < _beams.Count; i++)
        {
            if (_beams[i].Score < _beams[worst].Score)
                worst = i;
        }

        return worst;
    }

    /// <summary>A complete continuation.</summary>
    /// <param name="Tokens">Prompt and continuation, without the end token.</param>
    /// <param name="Score">Sum of scores over length to the power of the penalty.</param>
    /// <param name="Finish">Why it is complete.</param>
    public readonly record struct Hypothesis(int[] Tokens, double Score, FinishReason Finish);
}
