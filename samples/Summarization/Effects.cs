using Pipelines.Evaluation;
using Pipelines.Samples;

namespace Summarization;

/// <summary>What the sizes of methods, and the temperature of sampling, do to the summaries.</summary>
internal sealed class Effects
{
    private static readonly int[] Ranks = [1, 16];
    private static readonly int[] TokenCounts = [1, 4];

    private readonly List<MethodOutcome> _outcomes = [];
    private readonly List<(string File, LineChart Chart)> _charts = [];

    /// <summary>Temperatures of top-p sampling that are tried with LoRA's model.</summary>
    public static IReadOnlyList<double> Temperatures { get; } = [0.3, 0.7, 1.0, 1.5];

    /// <summary>Runs that were made for this.</summary>
    public IReadOnlyList<MethodOutcome> Outcomes => _outcomes;

    /// <summary>Charts by their file names.</summary>
    public IReadOnlyList<(string File, LineChart Chart)> Charts => _charts;

    /// <summary>Varies what the compared methods let vary.</summary>
    /// <param name="settings">What is compared.</param>
    /// <param name="compared">What the methods came to.</param>
    /// <param name="run">Runs a further one.</param>
    public static Effects Measure(SummarizationSettings settings, IReadOnlyList<MethodOutcome> compared, Func<Method, MethodOutcome> run)
    {
        var effects = new Effects();
        if (compared.FirstOrDefault(o => o.Name == Method.LoraName) is { } lora)
        {
            effects.Vary(lora, settings.Rank, Ranks, "rank",
                rank => run(Method.Lora(rank, settings.Targets, $"{Method.LoraName}.rank{rank}")), "The effect of LoRA's rank");
            ChartPoint[] points = [new(0, lora.Scores.RougeL),
                .. Temperatures.Select(t => new ChartPoint(t, lora.AtTemperatures[MethodOutcome.NameOf(t)].RougeL))];
            effects._charts.Add(("temperature.svg", new LineChart
            {
                Title = "The effect of temperature, top-p 0.9",
                XLabel = "temperature (0: the most likely token)",
                YLabel = "ROUGE-L",
                Series = [new ChartSeries("LoRA", points) { ShowPoints = true }],
            }));
        }

        if (compared.FirstOrDefault(o => o.Name == Method.PromptTuningName) is { } prompt)
        {
            effects.Vary(
                prompt, settings.VirtualTokens, TokenCounts, "virtual tokens",
                count => run(Method.PromptTuning(count, $"{Method.PromptTuningName}.tokens{count}")),
                "The effect of the number of virtual tokens");
        }

        return effects;
    }

    private void Vary(MethodOutcome own, int ownSize, int[] sizes, string word, Func<int, MethodOutcome> run, string title)
    {
        var bySize = new SortedDictionary<int, MethodOutcome> { [ownSize] = own };
        foreach (var size in sizes.Where(s => s != ownSize))
        {
            var outcome = run(size);
            _outcomes.Add(outcome);
            bySize[size] = outcome;
        }

        _charts.Add(($"{word.Replace(' ', '-')}.svg", new LineChart
        {
            Title = title,
            XLabel = word,
            YLabel = "validation loss (nats per token)",
            Series =
            [
                new ChartSeries(
                    "validation loss", [.. bySize.Select(o => new ChartPoint(o.Key, o.Value.Result.ValidationLoss ?? double.NaN))])
                {
                    ShowPoints = true,
                },
            ],
        }));
    }
}
