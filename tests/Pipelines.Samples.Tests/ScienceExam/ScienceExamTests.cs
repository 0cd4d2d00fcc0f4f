using System.Text.Json;
using ScienceExam;
using ScienceExam.Exam;
using ScienceExam.World;

namespace Pipelines.Samples.Tests.ScienceExam;

public class ScienceExamTests
{
    private const string Header = "id,prompt,A,B,C,D,E,answer";
    private static readonly string[] Files =
    [
        "submission.csv", "questions.csv", "loss.svg", "exam.csv", "exam-train.csv", "encyclopedia.jsonl", "model/model.safetensors",
        "embedder/modules.json",
    ];

    private static readonly string[] Short = ["--entities", "60", "--embedder-steps", "20", "--steps", "4", "--batch-size", "4"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    [Category("Slow")]
    public async Task AnswersAGeneratedExamWithAndWithoutPassages()
    {
        var output = _folder.Combine("out");
        var run = await Run([.. Short, "--out", output]);

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var report = SampleRun.ReadReport(output);
        var metrics = report.GetProperty("metrics");
        double Metric(string name) => metrics.GetProperty(name).GetDouble();
        using (Assert.EnterMultipleScope())
        {
            foreach (var file in Files)
                Assert.That(new FileInfo(Path.Combine(output, file)), Has.Length.Positive, file);
            foreach (var name in (string[])["withRetrieval", "withoutRetrieval"])
            {
                Assert.That(Metric($"{name}.map3"), Is.InRange(Metric($"{name}.map3Lower"), Metric($"{name}.map3Upper")));
                Assert.That(Metric($"{name}.accuracy"), Is.InRange(0, Metric($"{name}.map3")), "the first place is one of three");
            }

            Assert.That(Metric("retrieval.recall10"), Is.GreaterThan(0.8), "names find their passages, also after few steps");
            Assert.That(Metric("overlap.map3"), Is.GreaterThan(Metric("withoutRetrieval.map3")));
            Assert.That(metrics.EnumerateObject().Select(m => m.Value.ValueKind), Has.None.EqualTo(JsonValueKind.String));
            Assert.That(report.GetProperty("histories").GetProperty("choice").GetArrayLength(), Is.EqualTo(4));
            Assert.That(report.ToString(), Does.Not.Contain(_folder.Path), "the report names no place on this machine");
            Assert.That(run.Output, Does.Contain("← right").And.Contain("hybrid").And.Contain("with retrieval").And.Contain("[2] "));
        }

        var lines = File.ReadAllLines(Path.Combine(output, "submission.csv"));
        Assert.That(lines[0], Is.EqualTo("id,prediction"));
        Assert.That(lines[1..], Has.Length.EqualTo((int)Metric("heldQuestions")).And.All.Match("^[0-9]+,[A-E] [A-E] [A-E]$"));
        Assert.That(File.ReadAllLines(Path.Combine(output, "questions.csv")), Has.Length.EqualTo(lines.Length));
    }

    [Test]
    [Category("Slow")]
    public async Task NothingThatIsMeasuredIsAskedInTraining()
    {
        var output = _folder.Combine("out");
        var run = await Run(["--entities", "40", "--embedder-steps", "1", "--steps", "1", "--batch-size", "2", "--out", output]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var names = new EncyclopediaWriter(1337).Write(40).Select(e => e.Name).ToArray();
        string[] Asked(string file)
        {
            var text = File.ReadAllText(Path.Combine(output, file));
            return [.. names.Where(n => text.Contains(n, StringComparison.Ordinal))];
        }

        Assert.That(Asked("exam.csv").Length + Asked("exam-train.csv").Length, Is.EqualTo(names.Length));
        Assert.That(Asked("exam.csv"), Is.Not.Empty.And.None.AnyOf(Asked("exam-train.csv")));
        Assert.That(Asked("encyclopedia.jsonl"), Is.EqualTo(names), "what is not asked in training is in the encyclopedia");
    }

    [TestCase("corpus.txt")]
    [TestCase("corpus.jsonl")]
    [TestCase("corpus.json")]
    [Category("Slow")]
    public async Task TakesKagglesFilesAndACorpusAndModelFolders(string name)
    {
        var entities = new EncyclopediaWriter(1).Write(40);
        var texts = entities.Select(e => e.Article).ToArray();
        var corpus = _folder.Write(name, Path.GetExtension(name) switch
        {
            ".txt" => string.Join("\n\n", texts),
            ".jsonl" => string.Join("\n", texts.Select(t => JsonSerializer.Serialize(new { title = "a", text = t }))),
            _ => JsonSerializer.Serialize(texts.Select(t => new { text = t })),
        });
        var data = _folder.Write("train.csv", Csv(new ExamWriter(1).Write(entities, 1)) + "\n90,Which?,1,1,2,3,4,A\n91,Which?,1,2,3,4,5,");
        var test = _folder.Write("test.csv", Csv(new ExamWriter(2).Write([.. entities.Take(5)], 2), answers: false));
        string[] args = ["--data", data, "--corpus", corpus, "--embedder-steps", "3", "--steps", "2", "--batch-size", "2"];
        var first = _folder.Combine("first");
        var run = await Run([.. args, "--out", first]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("36 questions of train.csv").And.Contain("4 to measure on"));
        Assert.That(run.Output, Does.Contain("2 questions were left out"));
        Assert.That(Metric(first, "passages"), Is.EqualTo(40), "an article is shorter than a passage may be");

        // The model and the embedder it made are folders as any others. Where no answer is known, there is a submission and no score.
        var second = _folder.Combine("second");
        string[] folders = ["--model", Path.Combine(first, "model"), "--embedder", Path.Combine(first, "embedder")];
        run = await Run([.. args, .. folders, "--validation", test, "--out", second]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("answers are not known"));
        Assert.That(File.ReadAllLines(Path.Combine(second, "submission.csv")), Has.Length.EqualTo(11));
        var metrics = SampleRun.ReadReport(second).GetProperty("metrics");
        Assert.That(metrics.GetProperty("withRetrieval.map3").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("", "empty")]
    [TestCase("question,A,B\nWhat?,1,2", "Prompt")]
    [TestCase("id,prompt,A,answer\n1,What?,1,A", "'B'")]
    [TestCase(Header + "\n1,What?,1,2,3,4,5,A", "1 questions have an answer")]
    [TestCase(Header + "\n1,What?,1,2,3,4,5,A\n2,Who?,1,2,3,4,5,F", "row 2: the answer is 'F'")]
    [TestCase(Header + "\n1,What?,1,2,3,4,5,AB", "row 1: the answer is 'AB'")]
    [TestCase(Header + "\n1,What?,1,2,,4,5,A", "row 1: option C is missing")]
    [TestCase(Header + "\n1,,1,2,3,4,5,A", "row 1: the prompt is empty")]
    public async Task AFileThatHoldsNoExamIsAnErrorThatSaysSo(string text, string expected) =>
        await ExpectUserError(["--data", _folder.Write("data.csv", text)], expected);

    [TestCase("17,What?,1,2,3,4,5,6,A", TestName = "Row 17 has too many fields")]
    [TestCase("17,What?,A", TestName = "Row 17 has too few fields")]
    [TestCase("17,Wh\"at?\",1,2,3,4,5,A", TestName = "Row 17 has a stray quote")]
    public async Task AMalformedRowIsAnErrorThatNamesItsLine(string row)
    {
        var rows = Enumerable.Range(1, 30).Select(i => i == 17 ? row : $"{i},What is {i}?,1,2,3,4,5,A");
        await ExpectUserError(["--data", _folder.Write("data.csv", Header + "\n" + string.Join("\n", rows))], "data.csv", "18");
    }

    [TestCase("corpus.txt", "", "no text")]
    [TestCase("corpus.jsonl", """{"title": "a", "words": "b"}""", "title, words")]
    [TestCase("corpus.jsonl", """{"text": "a" """, "1")]
    public async Task ACorpusThatCannotBeReadIsAnErrorThatSaysSo(string name, string text, string expected) =>
        await ExpectUserError(["--data", Exam(), "--corpus", _folder.Write(name, text)], expected);

    [TestCase("corpus.txt")]
    [TestCase("corpus.jsonl")]
    public async Task ACorpusWithAnEndlessLineIsAnErrorThatNamesIt(string name)
    {
        string Line(string text) => name.EndsWith('l') ? JsonSerializer.Serialize(new { text }) : text;
        var corpus = _folder.Write(name, $"{Line("A short one.")}\n\n{Line(new string('x', 50_000_000))}");
        await ExpectUserError(["--data", Exam(), "--corpus", corpus], name, "1048576");
    }

    [TestCase("--corpus", "nowhere.txt", "--data")]
    [TestCase("--embedder", "nowhere", "nowhere")]
    [TestCase("--validation", "nowhere.csv", "nowhere.csv")]
    [TestCase("--entities", "3", "3")]
    [TestCase("--top-k", "0", "--top-k")]
    [TestCase("--steps", "many", "--steps")]
    [TestCase("--learning-rate", "fast", "fast")]
    [TestCase("--learning-rate", "-1", "-1")]
    public Task AWrongArgumentIsAnErrorThatNamesIt(string option, string value, string expected) =>
        ExpectUserError([option, value], expected);

    private static string Csv(IReadOnlyList<ExamQuestion> questions, bool answers = true)
    {
        var rows = questions.Select(q =>
            $"{q.Id},{q.Prompt},{string.Join(',', q.Options)}{(answers ? $",{(char)('A' + q.Answer!.Value)}" : "")}");
        return string.Join("\n", rows.Prepend(answers ? Header : Header.Replace(",answer", "", StringComparison.Ordinal)));
    }

    private static double Metric(string folder, string name) =>
        SampleRun.ReadReport(folder).GetProperty("metrics").GetProperty(name).GetDouble();

    private string Exam() => _folder.Write("exam.csv", Csv(new ExamWriter(1).Write(new EncyclopediaWriter(1).Write(30), 1)));

    private async Task ExpectUserError(string[] args, params string[] expected)
    {
        var run = await Run([.. args, "--out", _folder.Combine("out")]);
        run.AssertUserError(expected);
    }

    private static Task<SampleRun> Run(params string[] args) => SampleRun.Of(Program.RunAsync, args);
}
