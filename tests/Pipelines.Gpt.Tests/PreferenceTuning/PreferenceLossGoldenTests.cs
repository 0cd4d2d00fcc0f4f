using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Gpt.Tests;

/// <summary>Losses, rewards and gradients on given log-probabilities, as the reference library computes them.</summary>
[Category("Golden")]
internal sealed class PreferenceLossGoldenTests
{
    private static IEnumerable<TestCaseData> Pairs => GoldenCase.Find("dpo-", c => c.Has("dpo") && c.Has("policy_chosen_logps"));

    private static IEnumerable<TestCaseData> WithoutReference => GoldenCase.Find("dpo-", c => c.Has("no_reference"));

    private static IEnumerable<TestCaseData> Unpaired => GoldenCase.Find("dpo-", c => c.Has("kto/results"));

    [TestCaseSource(nameof(Pairs))]
    public void LossesOverAReference(GoldenCase golden)
    {
        foreach (var result in golden.Get("dpo").EnumerateObject())
        {
            var loss = PreferenceLossCases.Read(result.Value.GetProperty("settings"));
            Compare(
                result.Name, loss, result.Value, Doubles(golden.Get("policy_chosen_logps")), Doubles(golden.Get("policy_rejected_logps")),
                Doubles(golden.Get("reference_chosen_logps")), Doubles(golden.Get("reference_rejected_logps")), "losses", 1);
        }
    }

    [TestCaseSource(nameof(WithoutReference))]
    public void LossesWithoutAReference(GoldenCase golden)
    {
        foreach (var result in golden.Get("no_reference").EnumerateObject())
        {
            var loss = PreferenceLossCases.Read(result.Value.GetProperty("settings"), result.Name);
            var isOdds = loss.Kind == PreferenceLossKind.Orpo;
            var chosen = Doubles(golden.Get("average_chosen_logps"));
            Compare(
                result.Name, loss, result.Value, chosen, Doubles(golden.Get("average_rejected_logps")), new double[chosen.Length],
                new double[chosen.Length], isOdds ? "beta_times_log_sigmoid_log_odds" : "losses", isOdds ? -1 : 1,
                // The reference takes ORPO's log σ as the logarithm of a float32 near 1, which is off by up to 1e-3 of itself there.
                isOdds ? golden.Get("suggested_abs_tolerance").GetDouble() : 1e-7);
        }
    }

    [TestCaseSource(nameof(Unpaired))]
    public void LossesOfSingleAnswers(GoldenCase golden)
    {
        var kto = golden.Get("kto");
        double[] Numbers(string name) => Doubles(kto.GetProperty(name));
        double[] model = [.. Numbers("policy_chosen_logps"), .. Numbers("policy_rejected_logps")];
        double[] reference = [.. Numbers("reference_chosen_logps"), .. Numbers("reference_rejected_logps")];
        var desirable = model.Select((_, i) => i < Numbers("policy_chosen_logps").Length).ToArray();
        foreach (var result in kto.GetProperty("results").EnumerateObject())
        {
            var loss = PreferenceLossCases.Read(result.Value.GetProperty("settings"));
            var swapped = result.Value.TryGetProperty("policy_KL_logps_and_reference_KL_logps_swapped", out var flag) && flag.GetBoolean();
            var (policy, start) = (Numbers("policy_KL_logps"), Numbers("reference_KL_logps"));
            var divergence = loss.Kind == PreferenceLossKind.Kto ? PreferenceLoss.DivergenceOf(swapped ? start : policy, swapped ? policy : start) : 0;
            Close(divergence, result.Value.GetProperty("kl").GetDouble(), $"{result.Name} kl");
            var (losses, gradient) = (new double[model.Length], new double[model.Length]);
            loss.EvaluateUnpaired(model, reference, desirable, divergence, losses, gradient);
            Close(losses, Doubles(result.Value.GetProperty("losses (chosen, then rejected)")), $"{result.Name} losses");
            Close(losses.Average(), result.Value.GetProperty("mean_loss").GetDouble(), $"{result.Name} mean");
            var rewards = model.Zip(reference, loss.Reward).ToArray();
            Close(rewards, [.. Doubles(result.Value.GetProperty("chosen_rewards")), .. Doubles(result.Value.GetProperty("rejected_rewards"))], $"{result.Name} rewards");
            double[] expected = [.. Doubles(result.Value.GetProperty("grad_policy_chosen")), .. Doubles(result.Value.GetProperty("grad_policy_rejected"))];
            Close([.. gradient.Select(g => g / model.Length)], expected, $"{result.Name} gradient");
        }
    }

    private static void Compare(
        string name, PreferenceLoss loss, JsonElement result, double[] chosen, double[] rejected, double[] referenceChosen,
        double[] referenceRejected, string lossesName, double sign, double tolerance = 1e-7)
    {
        var count = chosen.Length;
        var (losses, byChosen, byRejected) = (new double[count], new double[count], new double[count]);
        loss.Evaluate(chosen, rejected, referenceChosen, referenceRejected, losses, byChosen, byRejected);
        Close([.. losses.Select(l => sign * l)], Doubles(result.GetProperty(lossesName)), $"{name} losses");
        if (result.TryGetProperty("mean_loss", out var mean))
            Close(losses.Average(), mean.GetDouble(), $"{name} mean");
        Close([.. chosen.Zip(referenceChosen, loss.Reward)], Doubles(result.GetProperty("chosen_rewards")), $"{name} chosen rewards");
        Close([.. rejected.Zip(referenceRejected, loss.Reward)], Doubles(result.GetProperty("rejected_rewards")), $"{name} rejected rewards");
        Close([.. byChosen.Select(g => g / count)], Gradient("chosen"), $"{name} gradient of chosen", tolerance);
        Close([.. byRejected.Select(g => g / count)], Gradient("rejected"), $"{name} gradient of rejected", tolerance);

        double[] Gradient(string side) =>
            Doubles(result.TryGetProperty($"grad_policy_{side}", out var given) ? given : result.GetProperty($"grad_{side}"));
    }

    private static void Close(double[] actual, double[] expected, string what, double tolerance = 1e-7)
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), what);
        for (var i = 0; i < actual.Length; i++)
            Close(actual[i], expected[i], $"{what} [{i}]", tolerance);
    }

    private static void Close(double actual, double expected, string what, double tolerance = 1e-7) =>
        Assert.That(actual, Is.EqualTo(expected).Within(tolerance + 1e-5 * Math.Abs(expected)), what);

    private static double[] Doubles(JsonElement tensor) => [.. GoldenCase.Floats(tensor).Select(v => (double)v)];
}
