using System.Text.RegularExpressions;
using MathReasoning;
using MathReasoning.Problems;
using Pipelines.Evaluation;

namespace Pipelines.Samples.Tests.MathReasoning;

public partial class ProblemWriterTests
{
    private static IReadOnlyList<WordProblem> Problems { get; } = new ProblemWriter(3).Write(500, new HashSet<string>());

    [Test]
    public void TheStepsComeToTheAnswer()
    {
        foreach (var problem in Problems)
        {
            var steps = Equation().Matches(problem.Steps).Select(m =>
                (Left: Number(m, 1), Operator: m.Groups[2].Value, Right: Number(m, 3), Result: Number(m, 4))).ToList();
            Assert.That(steps, Has.Count.EqualTo(problem.Operations).And.Count.InRange(2, 4), problem.Steps);
            for (var i = 0; i < steps.Count; i++)
            {
                var (left, sign, right, result) = steps[i];
                Assert.That(sign switch { "+" => left + right, "-" => left - right, _ => left * right }, Is.EqualTo(result), problem.Steps);
                Assert.That(i == 0 || left == steps[i - 1].Result, problem.Steps);
                Assert.That(result, Is.InRange(1, 20));
            }

            Assert.That(steps[^1].Result, Is.EqualTo(problem.Answer));
            Assert.That(problem.Question, Does.EndWith("?").And.Not.Contain("{"));
        }
    }

    [Test]
    public void TheStepsSayAgainWhatTheQuestionTells()
    {
        foreach (var problem in Problems)
        {
            var at = 0;
            foreach (var step in problem.Steps.TrimEnd('.').Split(". "))
            {
                at = problem.Question.IndexOf(step.Split(':')[0], at, StringComparison.Ordinal);
                Assert.That(at, Is.Positive, $"{step} in {problem.Question}");
            }
        }

        foreach (var sum in new ProblemWriter(1).WriteSums(500))
            Assert.That(sum.Result, Is.InRange(1, 20), sum.ToString());
    }

    [Test]
    public void NoQuestionIsWrittenTwice()
    {
        var seen = new HashSet<string>();
        var writer = new ProblemWriter(3);
        var first = writer.Write(300, seen);
        var second = writer.Write(300, seen);
        Assert.That(first.Concat(second).Select(p => p.Question).Distinct().Count(), Is.EqualTo(600));
        Assert.That(new ProblemWriter(3).Write(300, new HashSet<string>()), Is.EqualTo(first), "the same seed");
        Assert.That(new ProblemWriter(4).Write(300, new HashSet<string>()), Is.Not.EqualTo(first));
    }

    [Test]
    public void LessonsAreWhatTheModelIsAskedWith()
    {
        var prompt = EvaluationTaskFile.Read(Questions.OwnTask).Prompt;
        var examples = Problems.Take(5).Select((p, i) => WordProblemFormat.ToExample(p, i + 1)).ToList();
        var tokenizer = LessonWriter.LearnTokenizer(prompt, Problems.Select(WordProblemFormat.ToExample));
        var lessons = new LessonWriter(tokenizer, prompt).Write(examples).ToList();
        Assert.That(lessons, Has.Count.EqualTo(2));
        foreach (var (lesson, isReasoned) in lessons.Zip([false, true]))
        {
            // Piece by piece as at once, where a question follows.
            var text = string.Concat(examples.Select(e => prompt.RenderWithAnswer(e, isReasoned) + prompt.Separator)) + "Question:";
            var whole = tokenizer.Encode(text);
            var common = whole.AsSpan().CommonPrefixLength(lesson.Tokens);
            Assert.That(lesson.Tokens, Has.Length.EqualTo(common + 1), "all but the end of text");
            Assert.That(lesson.LossMask, Has.Length.EqualTo(lesson.Tokens.Length));

            var learned = tokenizer.Decode([.. lesson.Tokens.Where((_, i) => lesson.LossMask[i] == 1)]);
            Assert.That(learned, Does.Not.Contain("Question").And.Not.Contain("How many"));
            Assert.That(Cue().Count(learned), Is.EqualTo(isReasoned ? 4 : 0), "the first problem's words that ask to think are given");
            foreach (var problem in Problems.Take(5))
                Assert.That(
                    learned, Does.Contain(isReasoned ? $"{problem.Steps} The answer is {problem.Answer}.\n\n" : $" {problem.Answer}\n\n"));
        }

        for (var i = 1; i <= 20; i++)
            Assert.That(tokenizer.Encode($" {i}"), Has.Length.EqualTo(1), "a number is a token");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value);

    [GeneratedRegex(@"(\d+) ([-+*]) (\d+) = (\d+)")]
    private static partial Regex Equation();

    [GeneratedRegex("Let's think")]
    private static partial Regex Cue();
}
