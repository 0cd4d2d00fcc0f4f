using System.Text.RegularExpressions;
using Pipelines.Evaluation;
using Pipelines.Tokenizers;

namespace MathReasoning;

/// <summary>
/// Solved problems in the very form that the task's prompts have, so that worked examples before a question are nothing new to the model.
/// </summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="prompt">The task's prompt.</param>
internal sealed partial class LessonWriter(Tokenizer tokenizer, TaskPrompt prompt)
{
    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => tokenizer;

    /// <summary>Problems in the longest rows: one to be asked and four worked examples.</summary>
    public const int ProblemsInARow = 5;

    /// <summary>Learns the vocabulary. Digits stay apart: sums are learned of digits and not of every number.</summary>
    public static Tokenizer LearnTokenizer(TaskPrompt prompt, IEnumerable<TaskExample> examples) =>
        new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = MathReasoningSettings.VocabularySize }).Train(
            examples.Select(e => BetweenDigits().Replace(prompt.RenderWithAnswer(e, isReasoned: true), " ").AsMemory()));

    /// <summary>The same problems as two rows: with bare answers, and with worked ones.</summary>
    public IEnumerable<Lesson> Write(IReadOnlyList<TaskExample> problems) => [Write(problems, isReasoned: false), Write(problems, isReasoned: true)];

    private Lesson Write(IReadOnlyList<TaskExample> problems, bool isReasoned)
    {
        var (tokens, mask) = (new List<int>(), new List<int>());
        for (var i = 0; i < problems.Count; i++)
        {
            var question = prompt.Render(problems[i]);
            Add(question, 0);
            var answer = prompt.RenderWithAnswer(problems[i], isReasoned)[question.Length..];

            // Nothing before the first problem says which kind of answer is wanted, so the words that ask to think are given there, and
            // are the model's own where the examples have them.
            if (i == 0 && isReasoned)
            {
                Add(prompt.StepByStep, 0);
                answer = answer[prompt.StepByStep.Length..];
            }

            Add(answer, 1);

            // Line by line, as the tokenizer cuts what stands between two texts.
            foreach (var character in prompt.Separator)
                Add(character.ToString(), 1);
        }

        tokens.Add(tokenizer.EndOfTextId!.Value);
        mask.Add(1);
        return new Lesson([.. tokens], [.. mask]);

        void Add(string text, int isLearned)
        {
            tokenizer.Encode(text, tokens);
            while (mask.Count < tokens.Count)
                mask.Add(isLearned);
        }
    }

    [GeneratedRegex(@"(?<=\d)(?=\d)")]
    private static partial Regex BetweenDigits();
}
