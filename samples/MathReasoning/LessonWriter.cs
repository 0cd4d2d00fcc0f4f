using MathReasoning.Problems;
using Pipelines.Evaluation;
using Pipelines.Tokenizers;

namespace MathReasoning;

/// <summary>
/// Solved problems in the very form that the task's prompts have, so that worked examples before a question are nothing new to the model.
/// </summary>
/// <param name="tokenizer">The tokenizer.</param>
/// <param name="prompt">The task's prompt.</param>
public sealed class LessonWriter(Tokenizer tokenizer, TaskPrompt prompt)
{
    /// <summary>The tokenizer.</summary>
    public Tokenizer Tokenizer => tokenizer;

    /// <summary>Problems in the longest rows: one to be asked and four worked examples.</summary>
    public const int ProblemsInARow = 5;

    /// <summary>Learns the vocabulary; the numbers are so small that each is a token.</summary>
    public static Tokenizer LearnTokenizer(TaskPrompt prompt, IEnumerable<TaskExample> examples) =>
        new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = MathReasoningSettings.VocabularySize }).Train(
            examples.Select(e => prompt.RenderWithAnswer(e, isReasoned: true).AsMemory()));

    /// <summary>The same problems as two rows: with bare answers, and with worked ones.</summary>
    public IEnumerable<Lesson> Write(IReadOnlyList<TaskExample> problems) =>
        [Write(problems, isReasoned: false), Write(problems, isReasoned: true)];

    /// <summary>Single calculations in a row.</summary>
    public Lesson Write(IReadOnlyList<Sum> sums)
    {
        var lesson = new Builder(tokenizer);
        foreach (var sum in sums)
            lesson.Add($" {sum.Term}", isLearned: false).Add($" {sum.Result}.", isLearned: true);
        return lesson.ToLesson();
    }

    private Lesson Write(IReadOnlyList<TaskExample> problems, bool isReasoned)
    {
        var lesson = new Builder(tokenizer);
        for (var i = 0; i < problems.Count; i++)
        {
            var question = prompt.Render(problems[i]);
            lesson.Add(question, isLearned: false);
            var answer = prompt.RenderWithAnswer(problems[i], isReasoned)[question.Length..];

            // Nothing before the first problem says which kind of answer is wanted, so the words that ask to think are given there, and
            // are the model's own where the examples have them.
            if (i == 0 && isReasoned)
            {
                lesson.Add(prompt.StepByStep, isLearned: false);
                answer = answer[prompt.StepByStep.Length..];
            }

            lesson.Add(answer, isLearned: true);

            // Line by line, as the tokenizer cuts what stands between two texts.
            foreach (var character in prompt.Separator)
                lesson.Add(character.ToString(), isLearned: true);
        }

        return lesson.ToLesson();
    }

    private sealed class Builder(Tokenizer tokenizer)
    {
        private readonly List<int> _tokens = [];
        private readonly List<int> _mask = [];

        public Builder Add(string text, bool isLearned)
        {
            tokenizer.Encode(text, _tokens);
            while (_mask.Count < _tokens.Count)
                _mask.Add(isLearned ? 1 : 0);
            return this;
        }

        public Lesson ToLesson() => new([.. _tokens, tokenizer.EndOfTextId!.Value], [.. _mask, 1]);
    }
}
