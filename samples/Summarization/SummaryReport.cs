using Pipelines.Samples;
using Pipelines.Training;

namespace Summarization;

/// <summary>What the methods came to: metrics and samples.</summary>
internal static class SummaryReport
{
    private const int Shown = 4;

    /// <summary>The metrics.</summary>
    public static Dictionary<string, double?> Metrics(
        long parameters, TrainingResult? pretraining, double baselineLoss, SummaryScores baseline, IReadOnlyList<MethodOutcome> outcomes)
    {
        var metrics = new Dictionary<string, double?>
        {
            ["parameters"] = parameters,
            ["pretrain.validationLoss"] = pretraining?.ValidationLoss,
            ["pretrain.tokensPerSecond"] = pretraining?.TokensPerSecond,
            ["baseline.validationLoss"] = baselineLoss,
            ["rougeRows"] = baseline.Rows,
            ["peakWorkingSetBytes"] = SampleEnvironment.PeakWorkingSetBytes,
        };
        foreach (var (name, value) in baseline.Metrics("baseline").Concat(outcomes.SelectMany(o => o.Metrics())))
            metrics[name] = value;
        return metrics;
    }

    /// <summary>What each model made of the first articles, and what they were to make of them.</summary>
    public static GeneratedSample[] Samples(SummaryRows rows, SummaryScores baseline, IReadOnlyList<MethodOutcome> outcomes) =>
    [
        .. rows.Questions.Take(Shown).SelectMany((question, i) => outcomes
            .Select(o => new GeneratedSample(question.Prompt, o.Scores.Texts[i], o.Name))
            .Prepend(new GeneratedSample(question.Prompt, baseline.Texts[i], "baseline"))
            .Append(new GeneratedSample(question.Prompt, question.Summary, "reference"))),
    ];

    /// <summary>Shows what each model made of some articles.</summary>
    public static void Show(IReadOnlyList<GeneratedSample> samples, SampleConsole console)
    {
        foreach (var article in samples.GroupBy(s => s.Prompt))
        {
            console.WriteHeading("article");
            console.WriteLine(article.Key);
            foreach (var sample in article)
                console.WriteLine($"  {sample.Model}: {sample.Text.ReplaceLineEndings(" ")}");
        }
    }
}
