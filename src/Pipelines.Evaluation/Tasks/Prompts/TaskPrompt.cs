using System.Globalization;
using System.Text;

namespace Pipelines.Evaluation;

/// <summary>
/// How questions are put to a model: templates with the holes <c>{Question}</c>, <c>{Context}</c>, <c>{Options}</c>, <c>{Category}</c> and
/// the example's own fields, and in answers <c>{Answer}</c>, <c>{AnswerText}</c> and <c>{Reasoning}</c>.
/// </summary>
public sealed record TaskPrompt
{
    /// <summary>What stands before everything; empty for nothing.</summary>
    public string Instruction { get; init; } = "";

    /// <summary>A question, up to where the answer begins.</summary>
    public string Question { get; init; } = "{?Context}{Context}\n{/Context}Question: {Question}\n{?Options}{Options}\n{/Options}Answer:";

    /// <summary>An example's answer.</summary>
    public string Answer { get; init; } = " {Answer}";

    /// <summary>An example's answer with the way to it.</summary>
    public string ReasonedAnswer { get; init; } = "{?Reasoning} {Reasoning}{/Reasoning} The answer is {Answer}.";

    /// <summary>What stands between examples.</summary>
    public string Separator { get; init; } = "\n\n";

    /// <summary>An option: <c>{Letter}</c> and <c>{Option}</c>.</summary>
    public string Option { get; init; } = "{Letter}. {Option}";

    /// <summary>What stands between options.</summary>
    public string OptionSeparator { get; init; } = "\n";

    /// <summary>What tells a model to reason: see <see cref="ReasoningMode.StepByStep"/>.</summary>
    public string StepByStep { get; init; } = " Let's think step by step.";

    /// <summary>What asks for the answer behind the reasoning. A model that comes to it by itself is stopped there.</summary>
    public string AnswerTrigger { get; init; } = "\nTherefore, the answer is";

    /// <summary>What asks for the parts of a problem: see <see cref="ReasoningMode.LeastToMost"/>.</summary>
    public string BreakDown { get; init; } = " To answer this, the questions to solve first are, one a line:";

    /// <summary>The question as it stands in a prompt, up to where its answer begins.</summary>
    /// <param name="example">The question.</param>
    /// <exception cref="PipelineException">A template cannot be read, or has a hole that the question does not fill.</exception>
    public string Render(TaskExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return Fill(Question, nameof(Question), Values(example));
    }

    /// <summary>
    /// A question with its answer, as worked examples stand in a prompt: a model that is trained on such texts knows the form.
    /// </summary>
    /// <param name="example">The question.</param>
    /// <param name="isReasoned">Whether the way to the answer is told.</param>
    /// <exception cref="PipelineException">A template cannot be read, or has a hole that the question does not fill.</exception>
    public string RenderWithAnswer(TaskExample example, bool isReasoned)
    {
        ArgumentNullException.ThrowIfNull(example);
        var values = Values(example);
        return Fill(Question, nameof(Question), values)
            + (isReasoned ? Fill(ReasonedAnswer, nameof(ReasonedAnswer), values) : Fill(Answer, nameof(Answer), values));
    }

    /// <summary>What stands before a question: the instruction and its examples.</summary>
    internal string RenderBeginning(TaskExample question, IReadOnlyList<TaskExample> shots, bool isReasoned)
    {
        var text = new StringBuilder();
        if (Instruction.Length > 0)
            text.Append(Fill(Instruction, nameof(Instruction), Values(question))).Append(Separator);
        foreach (var shot in shots)
            text.Append(RenderWithAnswer(shot, isReasoned)).Append(Separator);
        return text.ToString();
    }

    private static string Fill(string template, string name, Dictionary<string, string> values)
    {
        try
        {
            return PromptTemplate.Parse(template).Render(values);
        }
        catch (Exception e) when (e is TemplateException or KeyNotFoundException)
        {
            throw new PipelineException($"The task's prompt '{name}' cannot be read: {e.Message}", e);
        }
    }

    private Dictionary<string, string> Values(TaskExample example)
    {
        var options = example.Options.Select((text, i) => Fill(
            Option, nameof(Option), new Dictionary<string, string> { ["Letter"] = TaskExample.LetterOf(i), ["Option"] = text }));
        var values = new Dictionary<string, string>(example.Fields)
        {
            ["Question"] = example.Question,
            ["Context"] = example.Context,
            ["Options"] = string.Join(OptionSeparator, options),
            ["Category"] = CultureInfo.InvariantCulture.TextInfo.ToLower(example.Category),
            ["Answer"] = example.Answer,
            ["AnswerText"] = example.CorrectOption is { } right ? example.Options[right] : example.Answer,
            ["Reasoning"] = example.Reasoning,
        };
        return values;
    }
}
