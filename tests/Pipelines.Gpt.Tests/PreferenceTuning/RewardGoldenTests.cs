using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Rewards, losses and gradients of a reward model, as the reference library computes them.</summary>
[Category("Golden")]
internal sealed class RewardGoldenTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("dpo-", c => c.Has("inputs/input_ids_chosen") && c.Has("results/plain"));

    [TestCaseSource(nameof(Cases))]
    public void RewardsLossesAndGradientsAgree(GoldenCase golden)
    {
        using var backend = new CpuBackend(2);
        using var model = RewardModel.Load(golden.Folder, backend);
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        using var folder = ModelFolder.Open(golden.Folder);
        var map = GptFamily.Of(folder).Map(model.Decoder.Config);
        var margins = GoldenCase.Floats(golden.Get("margin"));
        var gradients = 0;
        foreach (var result in golden.Get("results").EnumerateObject())
        {
            var centering = result.Value.GetProperty("center_rewards_coefficient") is { ValueKind: System.Text.Json.JsonValueKind.Number } given ? given.GetDouble() : 0;
            using var store = Store(golden, result.Name.Contains("margin", StringComparison.Ordinal) ? margins : null);
            var training = new RewardTrainingModel(model, centering);
            var batch = new TokenBatch();
            using var reader = new TokenBatchReader(new PreferenceView(store), PreferenceView.Columns, 8, null);
            reader.ReadInPass(batch);
            model.ZeroGradients();
            using (var tape = new GradientTape())
            {
                var loss = training.Loss(batch, batch.RowCount);
                Assert.That(loss.ToScalar(), Is.EqualTo(result.Value.GetProperty("loss").GetDouble()).Within(golden.Tolerance($"{result.Name}.loss")), result.Name);
                tape.Backward(loss);
            }

            var (chosen, rejected) = (GoldenCase.Floats(result.Value.GetProperty("rewards_chosen")), GoldenCase.Floats(result.Value.GetProperty("rewards_rejected")));
            var metrics = training.TakeMetrics()!;
            Assert.That(metrics[PreferenceMetrics.ChosenReward], Is.EqualTo(chosen.Average()).Within(golden.Tolerance("rewards")));
            Assert.That(metrics[PreferenceMetrics.RejectedReward], Is.EqualTo(rejected.Average()).Within(golden.Tolerance("rewards")));
            Assert.That(metrics[PreferenceMetrics.Accuracy], Is.EqualTo(chosen.Zip(rejected, (c, r) => c > r ? 1.0 : 0).Average()).Within(1e-9));
            foreach (var (name, parameter) in model.NamedParameters())
            {
                var bare = name.StartsWith("decoder.", StringComparison.Ordinal) ? name["decoder.".Length..] : name;
                if (!expected.Entries.ContainsKey($"grad.{result.Name}.{bare}"))
                    continue;
                gradients++;
                using var scope = new TensorScope();
                var wanted = backend.Zeros(parameter.Shape);
                expected.ReadInto($"grad.{result.Name}.{bare}", wanted, bare != name && map.IsTransposed(bare));
                var scale = wanted.ToArray<float>().Max(Math.Abs);
                Assert.That(parameter.Gradient!.ToArray<float>(), Is.EqualTo(wanted.ToArray<float>()).Within(2e-5 * scale + 1e-6), $"{result.Name} {name}");
            }
        }

        Assert.That(gradients, Is.EqualTo(expected.Entries.Keys.Count(k => k.StartsWith("grad.", StringComparison.Ordinal))));
    }

    [TestCaseSource(nameof(Cases))]
    public void RowsAreScoredAlike(GoldenCase golden)
    {
        using var backend = new CpuBackend(2);
        using var model = RewardModel.Load(golden.Folder, backend);
        using var stage = new RewardTransformer(model, null);
        var texts = Texts(golden, "chosen");
        var scores = stage.Transform(new TestView().Add(ColumnNames.Tokens, texts)).GetColumn<float>(ColumnNames.Score).ToArray();
        Assert.That(scores, Is.EqualTo(GoldenCase.Floats(golden.Get("results/plain/rewards_chosen"))).Within(golden.Tolerance("rewards")));
    }

    private static PreferenceStore Store(GoldenCase golden, float[]? margins)
    {
        var view = new TestView().Add(PreferenceColumns.ChosenTokens, Texts(golden, "chosen")).Add(PreferenceColumns.RejectedTokens, Texts(golden, "rejected"));
        if (margins is not null)
            view = view.Add("Margin", margins);
        return PreferenceStore.Read(
            view,
            new PreferenceRowSettings
            {
                MaximumLength = 48,
                FirstTokens = PreferenceColumns.ChosenTokens,
                SecondTokens = PreferenceColumns.RejectedTokens,
                Margin = margins is null ? null : "Margin",
            },
            default);
    }

    // A text ends before its first padding.
    private static int[][] Texts(GoldenCase golden, string side)
    {
        var ids = golden.Get($"inputs/input_ids_{side}");
        var mask = GoldenCase.Ints(golden.Get($"inputs/attention_mask_{side}"));
        var length = GoldenCase.Extents(ids)[1];
        return [.. GoldenCase.Ints(ids).Chunk(length).Select((row, i) => row[..mask.AsSpan(i * length, length).Count(1)])];
    }
}
