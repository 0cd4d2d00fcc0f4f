using System.Globalization;
using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>Rules against the answers that data sets publish.</summary>
internal sealed class PublishedAnswersTests
{
    [TestCase("gsm8k/train.jsonl")]
    [TestCase("gsm8k/test_public.jsonl")]
    public void EveryReferenceSolutionOfGsm8kGivesItsAnswer(string file)
    {
        var rows = 0;
        foreach (var line in File.ReadLines(GoldenCase.Data(file)))
        {
            using var row = JsonDocument.Parse(line);
            var solution = row.RootElement.GetProperty("answer").GetString()!;
            var published = solution[(solution.LastIndexOf("####", StringComparison.Ordinal) + 4)..].Trim().Replace(",", "");
            Assert.That(AnswerExtractor.Gsm8k.Extract(solution), Is.EqualTo(published), solution);

            // The same solution as a chain of thought that a model was shown to write.
            var thought = solution[..solution.LastIndexOf("####", StringComparison.Ordinal)] + $"The answer is {published}.";
            Assert.That(AnswerExtractor.Gsm8k.Extract(thought), Is.EqualTo(published), thought);
            rows++;
        }

        Assert.That(rows, Is.GreaterThan(900));
    }

    [Test]
    public void TheLettersOfAquaAreFoundInItsOptions()
    {
        var letters = AnswerExtractor.OptionLetter(5);
        foreach (var line in File.ReadLines(GoldenCase.Data("math_word_problems/AQuA.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var correct = row.RootElement.GetProperty("correct").GetString()!;
            var options = row.RootElement.GetProperty("options").EnumerateArray().Select(o => o.GetString()!);
            var option = options.Single(o => o.StartsWith(correct, StringComparison.Ordinal));
            Assert.That(letters.Extract($"So the answer is {option}."), Is.EqualTo(correct));
        }
    }

    [Test]
    public void AtLeast99PercentOfSimulEqAgreeWithTheirEquations()
    {
        var (rows, agree) = (0, 0);
        foreach (var file in new[] { "simuleq/alg514.json", "simuleq/draw.json" })
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(GoldenCase.Data(file)));
            foreach (var row in json.RootElement.EnumerateArray())
            {
                var answers = row.GetProperty("ans").EnumerateArray().Select(a => a.GetDouble()).ToArray();
                var equations = row.GetProperty("equation").GetString()!;
                rows++;
                agree += EquationSystem.Parse(equations).IsSolvedBy(answers) ? 1 : 0;
                var found = NumberList.Parse(AnswerExtractor.EquationRoots.Extract(equations)!)!;
                Assert.That(NumberList.AreEqual(found, [.. EquationSystem.Parse(equations).Solve().Values]), equations);
            }
        }

        TestContext.Out.WriteLine($"{agree} of {rows} agree.");
        Assert.That((double)agree / rows, Is.GreaterThanOrEqualTo(0.99));
    }

    // One row of AddSub has two equals signs; in SingleEq eleven published solutions are not those of their equations.
    [TestCase("MultiArith.json", 1.0)]
    [TestCase("AddSub.json", 0.99)]
    [TestCase("SingleEq.json", 0.96)]
    public void EquationsOfWordProblemsHaveTheirSolutions(string file, double least)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(GoldenCase.Data("math_word_problems/" + file)));
        var (rows, agree) = (0, 0);
        foreach (var row in json.RootElement.EnumerateArray())
        {
            var equations = string.Join(';', row.GetProperty("lEquations").EnumerateArray().Select(e => e.GetString()));
            var solution = row.GetProperty("lSolutions").EnumerateArray().Select(Number).ToArray();
            rows++;
            agree += equations.Count(c => c == '=') == 1 && EquationSystem.Parse(equations).IsSolvedBy(solution) ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{agree} of {rows} agree.");
        Assert.That((double)agree / rows, Is.GreaterThanOrEqualTo(least));
    }

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();
}
