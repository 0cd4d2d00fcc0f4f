using Microsoft.Extensions.DependencyInjection;
using Pipelines.Testing.Goldens;

namespace Pipelines.Evaluation.Tests;

/// <summary>Files of data sets as their authors publish them.</summary>
internal sealed class TaskFormatTests
{
    [TestCase("gsm8k", "gsm8k/train.jsonl", 7473)]
    [TestCase("gsm8k", "gsm8k/test_public.jsonl", 939)]
    [TestCase("svamp", "svamp/SVAMP_public.json", 708)]
    [TestCase("numglue", "numglue", 2720)]
    [TestCase("simuleq", "simuleq/alg514.json", 364)]
    [TestCase("simuleq", "simuleq/draw.json", 698)]
    [TestCase("mawps", "math_word_problems/MultiArith.json", 428)]
    [TestCase("mawps", "math_word_problems/AddSub.json", 282)]
    [TestCase("mawps", "math_word_problems/SingleEq.json", 350)]
    [TestCase("aqua", "math_word_problems/AQuA.jsonl", 183)]
    [TestCase("mmlu", "mmlu/dev", 75)]
    [TestCase("mmlu", "mmlu/test", 2528)]
    [TestCase("commonsense-qa", "commonsense_reasoning/commonsenseqa_train3000.jsonl", 3000)]
    [TestCase("big-bench", "commonsense_reasoning/strategyqa.json", 1610)]
    [TestCase("question-answer", "commonsense_reasoning/coin_flip.json", 355)]
    [TestCase("question-answer", "commonsense_reasoning/last_letters.json", 333)]
    [TestCase("exam", "kaggle_llm_science_exam/train.csv", 130)]
    [TestCase("cola", "glue_cola/in_domain_dev.tsv", 527)]
    [TestCase("sst-2", "glue_sst2/dev.tsv", 872)]
    [TestCase("mrpc", "glue_mrpc/msr_paraphrase_train.txt", 4076)]
    [TestCase("sts-b", "glue_stsb/stsb-en-dev.csv", 1500)]
    [TestCase("dialogsum", "summarisation/dialogsum.test_public.jsonl", null)]
    [TestCase("dialogsum", "summarisation/dialogsum.dev.jsonl", 500)]
    [TestCase("prompt-completion", "summarisation/samsum.jsonl", null)]
    [TestCase("text", "wikitext2/valid.txt", 60)]
    public void ReadsThePublishedFile(string format, string file, int? rows)
    {
        var examples = Format(format).Read(GoldenCase.Data(file)).ToList();
        Assert.That(examples, Has.Count.EqualTo(rows ?? examples.Count).And.Count.GreaterThan(50));
        foreach (var example in examples)
        {
            Assert.That(example.Question.Length + example.Fields.Count, Is.Positive, example.Id);
            Assert.That(example.Answer.Length > 0 || format == "text", example.Id);
            if (example.CorrectOption is { } option)
                Assert.That(option, Is.InRange(0, example.Options.Count - 1));
        }

        Assert.That(examples.Select(e => (e.Id, e.Question)).Distinct().Count(), Is.GreaterThan(examples.Count * 9 / 10));
    }

    [TestCase("sentence\tlabel\n")]
    [TestCase("")]
    public void SentencesMayStandBelowAHeader(string header)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, $"{header}a fine film\t1\nlabel\t0\n");
            var examples = Format("sst-2").Read(file).ToList();
            Assert.That(examples.Select(e => (e.Id, e.Question, e.CorrectOption)), Is.EqualTo(new[] { ("1", "a fine film", 1), ("2", "label", 0) }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public void Gsm8kHasItsReasoningWithoutMarks()
    {
        var first = Format("gsm8k").Read(GoldenCase.Data("gsm8k/train.jsonl")).First();
        Assert.That(first.Answers, Is.EqualTo(new[] { "72" }));
        Assert.That(first.Reasoning, Does.StartWith("Natalia sold 48/2 = 24 clips in May.\n").And.Not.Contain("<<").And.Not.Contain("####"));
    }

    [Test]
    public void ADialogueHasAllItsSummaries() => Assert.That(
        Format("dialogsum").Read(GoldenCase.Data("summarisation/dialogsum.test_public.jsonl")).First().Answers, Has.Count.EqualTo(3));

    [TestCase("gsm8k", ".jsonl", "{\"question\":\"a\",\"answer\":\"#### 1\"}\n{\"question\":\"a\",\"answer\":\"none\"}", "(2)", "####")]
    [TestCase("gsm8k", ".jsonl", "{\"question\":\"a\",\"answer\":\"#### 1\"}\n{oops", "(2)", "no JSON")]
    [TestCase("gsm8k", ".jsonl", "[1]", "(1)", "an object was expected")]
    [TestCase("svamp", ".json", "[{\"Body\":\"b\",\"Question\":\"q\",\"ID\":\"1\",\"Type\":\"t\",\"Equation\":\"\",\"Answer\":1},{}]", "row 2", "'Answer' is missing")]
    [TestCase("svamp", ".json", "{}", "", "array of rows")]
    [TestCase("exam", ".csv", "id,prompt,A,B,C,D,E,answer\n1,q,a,b,c,d,e,A\n2,q,a,b,c,d,e,F\n", "(3)", "'F'")]
    [TestCase("exam", ".csv", "id,prompt,A,B,C,D,E,answer\n1,q,a,b,c,,e,A\n", "(2)", "option D is empty")]
    [TestCase("exam", ".csv", "id,prompt,A,B,C,D,E,answer\n1,q,a\n", "(2)", "3 cells")]
    [TestCase("mmlu", ".csv", "q,a,b,c,d,E\n", "(1)", "A to D")]
    [TestCase("cola", ".tsv", "gj04\t2\t\tA sentence.\n", "(1)", "0 or 1")]
    [TestCase("sts-b", ".csv", "a,b,7\n", "(1)", "0 to 5")]
    [TestCase("big-bench", ".json", "{\"examples\":[{\"input\":\"q\"}]}", "row 1", "target")]
    [TestCase("aqua", ".jsonl", "{\"question\":\"q\",\"options\":[\"A)1\",\"X)2\"],\"correct\":\"A\",\"rationale\":\"\"}", "(1)", "B)")]
    [TestCase("commonsense-qa", ".jsonl", "{\"id\":\"1\",\"answerKey\":\"Z\",\"question\":{\"stem\":\"s\",\"choices\":[]}}", "(1)", "'Z'")]
    public void AMalformedRowIsToldWithItsPlace(string format, string extension, string content, string place, string what)
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"malformed-{Guid.NewGuid():N}{extension}");
        File.WriteAllText(path, content);
        try
        {
            Assert.That(
                () => Format(format).Read(path).ToList(),
                Throws.TypeOf<DataFormatException>().With.Message.Contains(path).And.Message.Contains(place).And.Message.Contains(what));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public void AMissingFileIsToldWithItsName([Values("gsm8k", "svamp", "mmlu", "exam", "text", "numglue")] string format) => Assert.That(
        () => Format(format).Read("/nowhere/data" + (format == "gsm8k" ? ".jsonl" : "")).ToList(),
        Throws.TypeOf<DataFormatException>().With.Message.Contains("/nowhere/data"));

    internal static ITaskFormat Format(string id)
    {
        var services = new ServiceCollection();
        services.AddPipelines().AddEvaluation();
        using var provider = services.BuildServiceProvider();
        return provider.GetServices<TaskFormatDescriptor>().Single(f => f.Id == id).Format;
    }
}
