using System.Globalization;
using Pipelines.Testing.Goldens;

namespace Pipelines.Nn.Tests;

/// <summary>Every schedule of the golden case, its kind and settings read from its name.</summary>
[Category("Golden")]
internal sealed class ScheduleGoldenTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("lr-schedules");

    [TestCaseSource(nameof(Cases))]
    public void RatesAreHuggingFaces(GoldenCase golden) => Assert.Multiple(() =>
    {
        foreach (var schedule in golden.Get("lr_used_in_step_0_1_2").EnumerateObject())
        {
            var made = Parse(golden, schedule.Name);
            var expected = schedule.Value.EnumerateArray().Select(rate => rate.GetDouble()).ToArray();
            for (var step = 0; step < expected.Length; step++)
                Assert.That(made.At(step), Is.EqualTo(expected[step]).Within(1e-12 * made.Peak), $"{schedule.Name}, step {step}");
        }
    });

    private static LearningRateSchedule Parse(GoldenCase golden, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var settings = words[1..].Select(word => word.Split('=')).ToDictionary(
            pair => pair[0].Replace("num_", "", StringComparison.Ordinal).Replace("_steps", "", StringComparison.Ordinal),
            pair => double.Parse(pair[1], CultureInfo.InvariantCulture));
        double? Take(string name) => settings.Remove(name, out var value) ? value : null;
        var peak = golden.Get("base_lr").GetDouble();
        var warmUp = (int)(Take("warmup") ?? golden.Get("num_warmup_steps").GetInt32());
        var total = (int)(Take("training") ?? golden.Get("num_training_steps").GetInt32());
        LearningRateSchedule schedule = words[0] switch
        {
            "constant" => new ConstantSchedule { Peak = peak },
            "constant_with_warmup" => new ConstantSchedule { Peak = peak, WarmUpSteps = warmUp },
            "linear" => new LinearSchedule { Peak = peak, WarmUpSteps = warmUp, TotalSteps = total },
            "cosine" or "cosine_with_min_lr" => new CosineSchedule
            {
                Peak = peak,
                Minimum = Take("min_lr") ?? peak * (Take("min_lr_rate") ?? 0.0),
                WarmUpSteps = warmUp,
                TotalSteps = total,
                Cycles = Take("cycles") ?? 0.5,
                ContinuesBeyondEnd = true,
            },
            "cosine_with_restarts" => new CosineRestartsSchedule
            {
                Peak = peak,
                WarmUpSteps = warmUp,
                TotalSteps = total,
                Cycles = Take("cycles") ?? 1.0,
            },
            "polynomial" => new PolynomialSchedule
            {
                Peak = peak,
                Minimum = Take("lr_end") ?? 1e-7,
                Power = Take("power") ?? 1.0,
                WarmUpSteps = warmUp,
                TotalSteps = total,
            },
            "inverse_sqrt" => new InverseSquareRootSchedule { Peak = peak, WarmUpSteps = warmUp, TimeScale = (int?)Take("timescale") },
            "warmup_stable_decay" => new WarmUpStableDecaySchedule
            {
                Peak = peak,
                Minimum = peak * (Take("min_lr_ratio") ?? 0.0),
                WarmUpSteps = warmUp,
                TotalSteps = total,
                StableSteps = (int?)Take("stable"),
                DecaySteps = (int)Take("decay")!,
                Cycles = Take("cycles") ?? 0.5,
            },
            _ => throw new InvalidOperationException($"'{text}' names no schedule."),
        };
        return settings.Count == 0 ? schedule : throw new InvalidOperationException(
            $"'{text}': {string.Join(", ", settings.Keys)} is not understood.");
    }
}
