using System.Globalization;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Samples;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Quickstart;

/// <summary>What the run came to.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="material">What was read and asked.</param>
/// <param name="pretraining">How pretraining went; null where the decoder was given.</param>
/// <param name="tuning">How tuning went.</param>
/// <param name="results">The exams: before without and with passages, after without and with.</param>
internal sealed class QuickstartReport(
    QuickstartSettings settings, Material material, TrainingResult? pretraining, TrainingResult tuning, IReadOnlyList<ExamResult> results)
{
    private const int Options = 5;
    private const int Shown = 3;
    private static readonly string[] Names =
        ["before.withoutRetrieval", "before.withRetrieval", "after.withoutRetrieval", "after.withRetrieval"];

    /// <summary>The table of results.</summary>
    public SampleTable Table { get; } = new(
        "The exam", ["", "MAP@3", "95 %", "accuracy", "95 %", "ROUGE-L", "95 %"],
        [.. results.Select(Row), Chance()]);

    /// <summary>Writes <c>report.json</c> and <c>report.html</c>.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="decoder">The decoder.</param>
    /// <param name="backend">What it was computed on.</param>
    public void Save(OutputFolder output, PretrainedGpt decoder, ITensorBackend backend)
    {
        var runs = new[] { ("pretraining", pretraining), ("LoRA", tuning) }.Where(r => r.Item2 is not null)
            .ToDictionary(r => r.Item1, r => r.Item2!);
        new SampleReport
        {
            Sample = "quickstart",
            Metrics = Metrics(decoder),
            Settings = settings.Describe(material.Name, decoder.Model.Config),
            Environment = SampleEnvironment.Describe(backend),
            Samples = [.. Enumerable.Range(0, Math.Min(Shown, material.Exam.Count)).SelectMany(Samples)],
            History = tuning.History,
            Histories = runs.ToDictionary(r => r.Key, r => r.Value.History),
            Memory = runs.Where(r => r.Value.Memory is not null).ToDictionary(r => r.Key, r => r.Value.Memory!),
            Title = "A decoder learns to read and takes an exam",
            Results = page => page.Add(Table.ToReport()).Paragraph(Scoring).Add(TrainingTable.Create(runs).ToReport()),
        }.Save(output);
    }

    private string Scoring => $"{material.Exam.Count} questions, 95 % intervals. {results[0].Signature}";

    private Dictionary<string, double?> Metrics(PretrainedGpt decoder)
    {
        var metrics = SampleReport.TrainingMetrics(tuning, decoder.Model.CountParameters());
        metrics["pretrain.validationLoss"] = pretraining?.ValidationLoss;
        metrics["pretrain.tokensPerSecond"] = pretraining?.TokensPerSecond;
        metrics["questions"] = material.Exam.Count;
        foreach (var (name, value) in results.Zip(Names, (result, name) => result.Metrics(name)).SelectMany(m => m))
            metrics[name] = value;
        return metrics;
    }

    private IEnumerable<GeneratedSample> Samples(int question) => results
        .Select(r => new GeneratedSample(material.Exam[question].Question, r.Answers[question].Generated, $"{r.Model}, {r.Paper}"))
        .Append(new GeneratedSample(material.Exam[question].Question, material.Exam[question].Answer, "right"));

    private static string[] Row(ExamResult result) =>
        [$"{result.Model}, {result.Paper}", .. Cells(result.Precision), .. Cells(result.Accuracy), .. Cells(result.Rouge)];

    private static string[] Chance()
    {
        var precision = Enumerable.Range(1, ExamResult.Places).Sum(rank => 1.0 / rank) / Options;
        return ["chance", Number(precision), "", "", "", "", ""];
    }

    private static string[] Cells(ScoreEstimate estimate) => [Number(estimate.Value), $"{Number(estimate.Lower)}–{Number(estimate.Upper)}"];

    private static string Number(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
}
