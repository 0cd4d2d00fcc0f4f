using System.Globalization;

namespace Pipelines.Evaluation.Tests;

/// <summary>A report with everything a report can have: long texts, many categories, a wide table, all charts.</summary>
internal static class RichReport
{
    public const string Hostile = "</title></style><script>alert('x')</script><img src=x onerror=alert(1)> & \"q\" 'a' ]]> \0\u0001\ud800 \u202egnp.exe";

    private static readonly string[] Subjects =
    [
        "abstract algebra", "anatomy", "astronomy", "business ethics", "clinical knowledge", "college biology", "college chemistry",
        "college computer science", "college mathematics", "computer security", "conceptual physics", "econometrics", "electrical engineering",
        "elementary mathematics", "formal logic", "global facts", "high school government and politics", "high school macroeconomics",
        "international law", "jurisprudence", "logical fallacies", "machine learning", "moral disputes", "nutrition", "philosophy", "prehistory",
        "professional accounting", "public relations", "sociology", "US foreign policy", "virology", "world religions",
    ];

    public static EvaluationReport Create()
    {
        var random = new Random(7);
        var models = new[] { "small", "small + LoRA", "medium-instruct-with-a-rather-long-name" };
        var runs = models.Select((model, m) => new EvaluationRun(model,
        [
            .. new[] { "gsm8k", "svamp", "multi-arith", "commonsense-qa" }.Select((task, t) =>
            {
                var right = Enumerable.Range(0, 150).Select(_ => random.NextDouble() < 0.35 + 0.13 * m + 0.08 * t).ToArray();
                return MadeResults.Create(task, model, 150, i => right[i] ? 1 : 0);
            }),
            MadeResults.Create("wikitext", model, 40, i => -100 - i + 10 * m, scoring: TaskScoring.Likelihood),
        ])).ToList();
        var shots = new[] { ReasoningMode.None, ReasoningMode.Shown }.SelectMany(reasoning => new[] { 2, 4, 8 }.SelectMany(count =>
            new[] { "gsm8k", "svamp", "num-glue", "simul-eq" }.Select((task, t) => MadeResults.Create(
                task, "medium", 80, i => (i * 37 + t * 11) % 100 < 20 + 3 * count + 8 * t + (reasoning == ReasoningMode.Shown ? 25 : 0) ? 1 : 0,
                count, reasoning))));
        var hard = Enumerable.Range(0, 1600).Select(_ => random.NextDouble()).ToArray();
        var exam = MadeResults.Create(
            "mmlu", "medium", 1600, i => hard[i] < 0.2 + i % 32 * 0.022 ? 1 : 0, category: i => Subjects[i % 32],
            question: i => i % 3 == 0 ? LongQuestion(i) : i % 3 == 1 ? $"{Hostile} in question {i}" : "ما هي عاصمة مصر؟ 日本の首都はどこですか。");
        var emotions = new[] { "anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise" };
        var (labels, predictions) = (new List<string>(), new List<string>());
        for (var i = 0; i < 1400; i++)
        {
            labels.Add(emotions[i % 7]);
            predictions.Add(emotions[random.NextDouble() < 0.45 + i % 7 * 0.07 ? i % 7 : random.Next(7)]);
        }

        var many = Enumerable.Range(0, 3000).Select(i => Subjects[i % 32]).ToList();
        return new ReportBuilder("Small models on words and numbers", new ReportOptions { WorstExamples = 4 })
            .Subtitle("28 November 2026 · two cores · seed 0")
            .Section("Training")
            .Paragraph("Three models were trained on the same rows. The validation loss is measured every hundred steps.")
            .History("Loss", [Loss("train", random, 2000, 1), Loss("train, LoRA", random, 2000, 0.8), Loss("validation", random, 2000, 100)])
            .Add(LossCurves.Create("The same, logarithmic", [Loss("train", random, 2000, 1), Loss("validation", random, 2000, 100)], isLogarithmic: true))
            .Compare(RunComparison.Compare(runs), "Models")
            .Section("Shots and reasoning").Runs(EvaluationRun.BySetting(shots), "Accuracy by shots")
            .Result(exam)
            .Section("Emotions").Confusion(ConfusionMatrix.Create(labels, predictions))
            .Section("Many classes").Add(HeatMap.Of("32 subjects", ConfusionMatrix.Create(
                many, [.. many.Select(s => random.NextDouble() < 0.6 ? s : Subjects[random.Next(32)])])))
            .Compare(TaskComparison.Compare(
                runs[0].Results[0], MadeResults.Create("gsm8k", "small", 150, i => i % 2, shots: 4), force: true))
            .Section("A wide table").Add(WideTable(random))
            .Section("Hostile texts").Paragraph(Hostile).Warning(Hostile)
            .Add(new BarChart { Title = Hostile, ValueLabel = Hostile, Labels = [Hostile, "b"], Series = [new(Hostile, [new(0.5, 0.4, 0.6), new(-0.2, -0.3, 0.1)])] })
            .Build();
    }

    private static ScalarSeries Loss(string tag, Random random, int steps, double noise) => new(tag,
    [
        .. Enumerable.Range(1, steps).Where(i => noise < 100 || i % 100 == 0).Select(i => new ScalarPoint(
            i, 1.4 + 5 / Math.Sqrt(i) + (noise < 100 ? 0.25 * noise * (random.NextDouble() - 0.5) : 0.12))),
    ]);

    private static string LongQuestion(int i) => string.Join(" ", Enumerable.Repeat(
        $"A farmer has {i} sheep and {i + 3} goats, sells a third of the goats, buys twice as many hens, and counts legs.", 60))
        + "\n\n    indented code\n" + new string('x', 400);

    private static ReportTable WideTable(Random random) => new()
    {
        Title = "Every data set",
        Columns = [new("model"), .. Enumerable.Range(1, 14).Select(i => new ReportColumn($"data set {i}", (ReportColumnKind)(1 + i % 3)))],
        Rows =
        [
            .. Enumerable.Range(1, 5).Select(m => (IReadOnlyList<ReportCell>)
            [
                string.Create(CultureInfo.InvariantCulture, $"model {m}"),
                .. Enumerable.Range(1, 14).Select(i => (i % 3) switch
                {
                    0 => (ReportCell)new ScoreEstimate(random.NextDouble(), 0.1, 0.9),
                    1 => (ReportCell)random.Next(100000),
                    _ => (ReportCell)random.NextDouble(),
                }),
            ]),
        ],
    };
}
