using System.ComponentModel.DataAnnotations;

namespace Pipelines.Evaluation;

/// <summary>
/// A task: where its rows are and how they are read, how a question is put, how the answer is found and scored. All of it is data, so that
/// a task can be written in a file.
/// </summary>
public sealed record EvaluationTask
{
    /// <summary>The name: lower case with dashes.</summary>
    [Required]
    public required string Name { get; init; }

    /// <summary>Grows with each change that changes scores.</summary>
    public int Version { get; init; } = 1;

    /// <summary>How its files are written: the id of a registered <see cref="ITaskFormat"/>.</summary>
    [Required]
    public required string Format { get; init; }

    /// <summary>The usual file or folder of its questions, within the folder of data sets.</summary>
    public string Data { get; init; } = "";

    /// <summary>The usual file or folder that worked examples come from; empty for the questions' own.</summary>
    public string Examples { get; init; } = "";

    /// <summary>How questions are put.</summary>
    public TaskPrompt Prompt { get; init; } = new();

    /// <summary>How the answer is found.</summary>
    public TaskScoring Scoring { get; init; }

    /// <summary>What the likelihood of an option's text is divided by.</summary>
    public LikelihoodLength Length { get; init; } = LikelihoodLength.Characters;

    /// <summary>
    /// The rule that finds the answer in what was written: see <see cref="AnswerExtractor.Parse"/>. <c>text</c> is the text as it is.
    /// </summary>
    [Required]
    public string Extraction { get; init; } = "gsm8k";

    /// <summary>
    /// How an answer is compared with those accepted, 0 to 1: <c>number</c>, <c>numbers</c>, <c>number-or-text</c>, <c>text</c>, or the id
    /// of a registered text metric such as <c>pipelines.rouge-l</c>. Options are right or wrong.
    /// </summary>
    [Required]
    public string Comparison { get; init; } = "number";

    /// <summary>
    /// What the score of all rows is: <c>mean</c>, <c>matthews</c>, <c>f1</c> (of the second option), <c>pearson-spearman</c>, or of
    /// likelihoods <c>word-perplexity</c>, <c>byte-perplexity</c>, <c>bits-per-byte</c>.
    /// </summary>
    [Required]
    public string Metric { get; init; } = "mean";

    /// <summary>The most new tokens of an answer.</summary>
    [Range(1, 1 << 20)]
    public int MaximumTokens { get; init; } = 256;

    /// <summary>What ends an answer.</summary>
    public IReadOnlyList<string> Stops { get; init; } = ["\n\n", "Question:"];
}
