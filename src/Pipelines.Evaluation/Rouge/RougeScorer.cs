using System.Collections.Concurrent;

namespace Pipelines.Evaluation;

/// <summary>
/// Scores texts by ROUGE (Lin 2004): a function of two texts and the options, without any other state. It can be used by several threads.
/// </summary>
public sealed class RougeScorer
{
    private readonly RougeOptions _options;
    private readonly ConcurrentBag<RougeWorkspace> _workspaces = [];

    /// <summary>Makes a scorer.</summary>
    /// <param name="options">How texts are compared; null for the defaults. They are copied.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public RougeScorer(RougeOptions? options = null) => _options = OptionsValidation.Validated(options ?? new RougeOptions()).Clone();

    /// <summary>
    /// How the scores are made, beside the number of references:
    /// <c>words:rouge_score|stem:no|lines:newline|references:best-f|w:1.2|s:4</c>.
    /// Scores with other signatures cannot be compared.
    /// </summary>
    public string Signature => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"words:{(_options.Words == RougeWordRule.RougeScore ? "rouge_score" : "unicode")}|stem:{(_options.Stem ? "porter-nltk" : "no")}"
        + $"|lines:newline|references:best-f{Weight()}{Distance()}");

    /// <summary>Scores a candidate against its reference. Where one has no words, the scores are 0.</summary>
    /// <param name="reference">The expected text.</param>
    /// <param name="candidate">The text to score.</param>
    /// <exception cref="PipelineException">
    /// A text has too many words, or too many different ones, to be counted: split it, or lower the SkipDistance.
    /// </exception>
    public RougeScores Score(string reference, string candidate)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return Score(new ReadOnlySpan<string>(in reference), candidate);
    }

    /// <summary>Scores a candidate against several references: for each kind the score with the highest F-measure.</summary>
    /// <param name="references">The expected texts.</param>
    /// <param name="candidate">The text to score.</param>
    /// <exception cref="ArgumentException">There is no reference.</exception>
    /// <exception cref="PipelineException">
    /// A text has too many words, or too many different ones, to be counted: split it, or lower the SkipDistance.
    /// </exception>
    public RougeScores Score(IReadOnlyList<string> references, string candidate)
    {
        ArgumentNullException.ThrowIfNull(references);
        if (references.Count == 0)
            throw new ArgumentException("There is no reference; give at least one.", nameof(references));
        if (references.Contains(null))
            throw new ArgumentException("A reference is null; an empty one is an empty text.", nameof(references));
        return Score(references as string[] ?? [.. references], candidate);
    }

    private RougeScores Score(ReadOnlySpan<string> references, string candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        if (!_workspaces.TryTake(out var workspace))
            workspace = new RougeWorkspace(_options);
        var scores = workspace.Score(references, candidate);
        // One that failed is not used again.
        _workspaces.Add(workspace);
        return scores;
    }

    private string Weight() => !_options.Kinds.Contains(RougeKind.RougeW)
        ? ""
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"|w:{_options.RunWeight}");

    private string Distance() => !_options.Kinds.Contains(RougeKind.RougeS)
        ? ""
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"|s:{(_options.SkipDistance is { } most ? most : "any")}");
}
