using System.Globalization;
using Pipelines.Evaluation;
using Pipelines.Gpt;
using Pipelines.Samples;

namespace MathReasoning;

/// <summary>What the questions came to: curves, metrics, and examples on the console.</summary>
internal static class ExamReport
{
    /// <summary>The curves over the examples.</summary>
    public static LineChart Chart(IReadOnlyList<ExamResult> outcomes) => new()
    {
        Title = "Accuracy by worked examples",
        XLabel = "worked examples before the question",
        YLabel = "share of right answers",
        Series = [.. new[] { Method.Direct, Method.ChainOfThought, Method.SelfConsistency }.Select(
            (method, i) => Series(outcomes, method, i))],
    };

    private static ChartSeries Series(IReadOnlyList<ExamResult> outcomes, Method method, int colour) => new(
        method.Name(), [.. outcomes.Where(o => o.Method == method).Select(o => new ChartPoint(o.Shots, o.Result.Score.Value))])
    {
        Colour = colour,
        ShowPoints = true,
    };

    /// <summary>The metrics.</summary>
    public static Dictionary<string, double?> Metrics(
        GptModel model, Learned? trained, Questions questions, IReadOnlyList<ExamResult> outcomes, ResultTable table)
    {
        var metrics = trained is null
            ? new Dictionary<string, double?> { ["parameters"] = model.CountParameters() }
            : SampleReport.TrainingMetrics(trained.Model.Result!, model.CountParameters());
        if (trained is not null)
        {
            metrics["steps"] = trained.Sums.Steps + trained.Alone.Steps + trained.Model.Result!.Steps;
            metrics["sums.validationLoss"] = trained.Sums.ValidationLoss;
            metrics["alone.validationLoss"] = trained.Alone.ValidationLoss;
            metrics["alone.tokensPerSecond"] = trained.Alone.TokensPerSecond;
        }

        foreach (var (name, value) in table.Metrics())
            metrics[name] = value;
        metrics["questions"] = outcomes[0].Result.RowCount;
        foreach (var outcome in outcomes.Where(o => o.Shots == outcomes[^1].Shots && o.Method != Method.SelfConsistency))
        {
            foreach (var (operations, accuracy) in questions.ByOperations(outcome.Result))
                metrics[$"{outcome.Method.Key()}.{operations}operations.accuracy"] = accuracy;
        }

        return metrics;
    }

    /// <summary>Shows some questions with both answers, and how right answers fall with the number of operations.</summary>
    public static void Show(Questions questions, IReadOnlyList<ExamResult> outcomes, SampleConsole console)
    {
        var shots = outcomes[^1].Shots;
        var direct = outcomes.First(o => o.Method == Method.Direct && o.Shots == shots).Result;
        var reasoned = outcomes.First(o => o.Method == Method.ChainOfThought && o.Shots == shots).Result;
        var pairs = direct.Rows.Zip(reasoned.Rows).ToList();
        foreach (var (isDirectRight, isReasonedRight, count) in (ReadOnlySpan<(bool, bool, int)>)
            [(false, true, 2), (true, true, 1), (true, false, 1), (false, false, 1)])
        {
            foreach (var (first, second) in pairs.Where(p => p.First.Score == 1 == isDirectRight && p.Second.Score == 1 == isReasonedRight)
                .Take(count))
            {
                console.WriteHeading($"question {first.Id}");
                console.WriteLine(first.Question);
                console.WriteLine($"  right: {string.Join(" or ", first.Expected)}");
                console.WriteLine($"  direct: {first.Outputs[0].Trim().ReplaceLineEndings(" ")}");
                console.WriteLine($"  chain of thought: {second.Outputs[0].Trim().ReplaceLineEndings(" ")}");
            }
        }

        var parts = questions.ByOperations(direct).Zip(questions.ByOperations(reasoned)).ToList();
        if (parts.Count > 0)
            console.WriteHeading($"right answers by number of operations, {shots} shots");
        foreach (var (first, second) in parts)
        {
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{first.Operations}: direct {first.Accuracy:P0}, chain of thought {second.Accuracy:P0}"));
        }
    }
}
