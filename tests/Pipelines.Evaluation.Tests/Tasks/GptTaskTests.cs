using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Evaluation.Tests;

/// <summary>Tasks put to a decoder, through the runner.</summary>
public class GptTaskTests
{
    private const int Questions = 21;

    private string _folder = "";
    private PipelineContext _context = null!;
    private CpuBackend _backend = null!;
    private Tokenizer _tokenizer = null!;
    private GptModel _model = null!;

    private static EvaluationTask Sums { get; } =
        new() { Name = "sums", Format = "gsm8k", Data = "sums.jsonl", Examples = "examples.jsonl", MaximumTokens = 12, Stops = ["\n\n", "er"] };

    [SetUp]
    public void SetUp()
    {
        _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"gpt-tasks-{Guid.NewGuid():N}");
        Directory.CreateDirectory(_folder);
        string[] Rows(int start, int count) =>
        [
            .. Enumerable.Range(start, count).Select(i =>
                $$"""{"question":"Ann has {{i}} {{(i % 3 == 0 ? "red " : "")}}cards and gets {{i % 7}} more. How many?","answer":"{{i}} + {{i % 7}} = {{i + i % 7}}.\n#### {{i + i % 7}}"}"""),
        ];
        File.WriteAllLines(Path.Combine(_folder, "sums.jsonl"), Rows(0, Questions));
        File.WriteAllLines(Path.Combine(_folder, "examples.jsonl"), Rows(100, 10));
        File.WriteAllLines(
            Path.Combine(_folder, "exam.csv"),
            Enumerable.Range(0, Questions).Select(i => $"{i},What is {i}?,one {i},two,three,four and more,five,{(char)('A' + i % 5)}")
                .Prepend("id,prompt,A,B,C,D,E,answer"));
        _context = PipelineContext.Create(p => p.AddEvaluation());
        _backend = new CpuBackend();
        _tokenizer = new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = 330 })
            .Train(Rows(0, 100).Append("Question: Answer: Let's think step by step.\n\n").Select(r => r.AsMemory()));
        var config = GptConfig.NanoLlama with
        {
            VocabularySize = _tokenizer.VocabularySize,
            BlockSize = 512,
            LayerCount = 2,
            HeadCount = 2,
            EmbeddingSize = 32,
            InitializerRange = 0.3f,
        };
        _model = new GptModel(_backend, config, new RandomGenerator(9));
    }

    [TearDown]
    public void TearDown()
    {
        _model.Dispose();
        _backend.Dispose();
        _context.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase(ReasoningMode.None, 0, 1)]
    [TestCase(ReasoningMode.None, 4, 1)]
    [TestCase(ReasoningMode.Shown, 2, 1)]
    [TestCase(ReasoningMode.Shown, 2, 3)]
    [TestCase(ReasoningMode.StepByStep, 0, 1)]
    [TestCase(ReasoningMode.LeastToMost, 0, 1)]
    public void AnswersAreTheSameAtEveryBatchSize(ReasoningMode reasoning, int shots, int samples)
    {
        var all = new[] { 1, 4, 18 }.Select(batchSize => Run(Sums, _model, batchSize, o =>
        {
            (o.Reasoning, o.Shots, o.Samples) = (reasoning, shots, samples);
            o.Limit = reasoning == ReasoningMode.LeastToMost ? 5 : null;
        })).ToList();
        foreach (var result in all)
        {
            Assert.That(result.Rows.Select(r => r.Outputs), Is.EqualTo(all[0].Rows.Select(r => r.Outputs)));
            Assert.That(result.Rows.Select(r => (r.Answer, r.Score, r.IsCutOff)), Is.EqualTo(all[0].Rows.Select(r => (r.Answer, r.Score, r.IsCutOff))));
            Assert.That(result.ToString(), Is.EqualTo(all[0].ToString()), "batches are no part of the fingerprint");
        }

        Assert.That(all[0].Rows.SelectMany(r => r.Outputs).Distinct().Count(), Is.GreaterThan(all[0].RowCount / 2), "the model writes this and that");
        if (samples > 1)
            Assert.That(all[0].Rows.Select(r => r.Outputs.Distinct().Count()), Has.Some.GreaterThan(1));
    }

    [TestCase(TaskScoring.OptionText, 0)]
    [TestCase(TaskScoring.OptionText, 3)]
    [TestCase(TaskScoring.OptionLetter, 3)]
    public void LikelihoodsAreTheSameAtEveryBatchSize(TaskScoring scoring, int shots)
    {
        var exam = new EvaluationTask { Name = "small-exam", Format = "exam", Data = "exam.csv", Scoring = scoring };
        var all = new[] { 1, 4, 18 }.Select(batchSize => Run(exam, _model, batchSize, o => o.Shots = shots)).ToList();
        foreach (var result in all.Skip(1))
            Assert.That(result.Rows.SelectMany(r => r.Values), Is.EqualTo(all[0].Rows.SelectMany(r => r.Values)), "to the last bit");
    }

    [TestCase(ReasoningMode.None, ShotSelection.First)]
    [TestCase(ReasoningMode.Shown, ShotSelection.First)]
    [TestCase(ReasoningMode.Shown, ShotSelection.Random)]
    public void WorkedExamplesAreComputedOnce(ReasoningMode reasoning, ShotSelection selection)
    {
        int Computed(int shots)
        {
            var counting = new CountingModel(_model);
            Run(Sums, counting, 32, o => (o.Reasoning, o.Shots, o.ShotSelection) = (shots == 0 ? ReasoningMode.None : reasoning, shots, selection));
            return counting.Computed;
        }

        // What is new is at most the examples once and other answers of at most as many tokens; not the examples for every question.
        var examples = new FileInfo(Path.Combine(_folder, "examples.jsonl")).Length;
        Assert.That(Computed(4) - Computed(0), Is.InRange(100, examples + Questions * Sums.MaximumTokens));
        var limit = examples + Questions * Sums.MaximumTokens;
        Assert.That(limit, Is.LessThan(Questions * 4 * 20), "the limit says something");
    }

    private TaskResult Run(EvaluationTask task, ICausalModel model, int batchSize, Action<TaskRunOptions> configure)
    {
        using var language = new CausalLanguageModel(model, _tokenizer, "weights", new LanguageModelOptions { BatchSize = batchSize });
        return _context.Evaluation.RunTask(task, language, o =>
        {
            (o.DataFolder, o.BatchSize) = (_folder, batchSize);
            configure(o);
        });
    }
}
