namespace Pipelines.Encoders;

/// <summary>The names that columns of multiple-choice stages have unless the options say otherwise.</summary>
public static class MultipleChoiceColumns
{
    /// <summary>A question's identity, as exams and submissions have it.</summary>
    public const string Id = "Id";

    /// <summary>The right option as data have it: a letter, an index or the option's text.</summary>
    public const string Answer = "Answer";

    /// <summary>The options of a question in one column, a vector of texts.</summary>
    public const string Options = "Options";

    /// <summary>Which of the two texts of an option's row a token belongs to, 0 or 1: BERT's <c>token_type_ids</c>.</summary>
    public const string TokenTypeIds = "TokenTypeIds";

    /// <summary>How many tokens of context and prompt the option that lost most lost.</summary>
    public const string CutTokens = "CutTokens";

    /// <summary>The probability of each option.</summary>
    public const string Probability = "Probability";

    /// <summary>The letters of the best options, best first: <c>B A D</c>.</summary>
    public const string Ranking = "Ranking";

    /// <summary>The indices of all options, best first.</summary>
    public const string RankedIndices = "RankedIndices";
}
