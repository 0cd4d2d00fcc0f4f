namespace Pipelines.Evaluation;

/// <summary>The rules that answers are found by, to be put together.</summary>
public static class AnswerExtractor
{
    /// <summary>The last number; <c>1,080</c>, <c>$5.50</c>, <c>3/4</c>, <c>−7</c> and <c>\frac{1}{2}</c> are read.</summary>
    public static IAnswerExtractor LastNumber { get; } = new NumberExtractor(isLast: true);

    /// <summary>The first number.</summary>
    public static IAnswerExtractor FirstNumber { get; } = new NumberExtractor(isLast: false);

    /// <summary>What stands in the last <c>\boxed{…}</c> (or <c>\fbox</c>).</summary>
    public static IAnswerExtractor Boxed { get; } = new BoxedExtractor();

    /// <summary>The text as it is, without white space around.</summary>
    public static IAnswerExtractor Text { get; } = new TextExtractor();

    /// <summary>The values that solve the equations in the text, smallest first; where it has none, all its numbers.</summary>
    public static IAnswerExtractor EquationRoots { get; } = new EquationRootsExtractor();

    /// <summary>Yes or no, the first of these words.</summary>
    public static IAnswerExtractor YesNo { get; } = Label("yes", "no");

    /// <summary>
    /// GSM8K's: the number behind the last <c>####</c>; else the boxed one, the one behind "answer is", and at last the last number.
    /// </summary>
    public static IAnswerExtractor Gsm8k { get; } = FirstOf(
        After("####", FirstNumber), Then(Boxed, LastNumber), After("answer is", FirstNumber), LastNumber);

    /// <summary>The text behind the last occurrence of a phrase, up to the end of its line, in any case; then a rule for it.</summary>
    /// <param name="phrase">The phrase, such as <c>####</c> or <c>the answer is</c>.</param>
    /// <param name="then">The rule for what follows; null for the text itself, without white space and a full stop around.</param>
    public static IAnswerExtractor After(string phrase, IAnswerExtractor? then = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(phrase);
        return new PhraseExtractor(phrase, then);
    }

    /// <summary>
    /// The letter of an option: behind "answer is" and the like, in brackets, at the start, or the last capital that stands alone.
    /// </summary>
    /// <param name="options">How many options there are; the first is A.</param>
    public static IAnswerExtractor OptionLetter(int options) => new OptionLetterExtractor(options);

    /// <summary>The first of some labels that occurs as a whole word, in any case, as it is written here.</summary>
    /// <param name="labels">The labels.</param>
    public static IAnswerExtractor Label(params IReadOnlyList<string> labels) => new LabelExtractor(labels);

    /// <summary>The answer of the first rule that finds one.</summary>
    /// <param name="rules">The rules, the surest first.</param>
    public static IAnswerExtractor FirstOf(params IReadOnlyList<IAnswerExtractor> rules) => new FirstOfExtractor(rules);

    /// <summary>A rule, and another for what it finds.</summary>
    /// <param name="first">The rule.</param>
    /// <param name="second">The rule for its answer.</param>
    public static IAnswerExtractor Then(IAnswerExtractor first, IAnswerExtractor second) => new ChainedExtractor(first, second);

    /// <summary>The text before the first of some strings, such as the next question's start; without white space around.</summary>
    /// <param name="stops">The strings.</param>
    public static IAnswerExtractor Until(params IReadOnlyList<string> stops) => new UntilExtractor(stops);

    /// <summary>Reads a rule from its <see cref="IAnswerExtractor.Signature"/>, as configuration has it.</summary>
    /// <param name="signature">
    /// Such as <c>gsm8k</c>, <c>number(last)</c>, <c>option(5)</c>, <c>after(answer is)&gt;number(first)</c>; rules with <c>|</c> between
    /// are tried in turn.
    /// </param>
    /// <exception cref="PipelineException">There is no such rule.</exception>
    public static IAnswerExtractor Parse(string signature)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(signature);
        return AnswerExtractorReader.Read(signature);
    }
}
