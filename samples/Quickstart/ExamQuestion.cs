namespace Quickstart;

/// <summary>A question of an exam.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Options">The options, A first.</param>
/// <param name="Right">The position of the right one.</param>
public sealed record ExamQuestion(string Id, string Question, IReadOnlyList<string> Options, int Right)
{
    /// <summary>The text of the right option: what the model shall answer.</summary>
    public string Answer => Options[Right];

    /// <summary>The letter of the right option.</summary>
    public string Letter => ((char)('A' + Right)).ToString();
}
