using System.Text.Json;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>From token ids with prompt masks to losses, metrics, gradients and trained weights, as the reference library computes them.</summary>
[Category("Golden")]
internal sealed class PreferenceBatchGoldenTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.Find("dpo-", c => c.Has("features") && c.Has("policy_model"));

    [TestCaseSource(nameof(Cases))]
    public void ABatchAgrees(GoldenCase golden)
    {
        using var backend = new CpuBackend(2);
        using var policy = Load(golden, "policy", backend);
        using var reference = Load(golden, "reference", backend);
        using var store = Store(golden);
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        var map = Map(golden);
        var gradients = 0;
        foreach (var result in golden.Get("results").EnumerateObject())
        {
            var settings = result.Value.GetProperty("settings");
            var objective = Objective(result.Name, settings);
            var loss = objective.Loss;
            ReferenceScores.Attach(store, loss.HasReference ? ReferenceScores.Compute(reference, store, 8, default) : null, isUnpaired: false);
            var model = new PreferenceModel(policy, objective, hasDropout: false);
            var batch = Batch(store);
            policy.ZeroGradients();
            model.BeginStep([batch], SingleProcess.Instance);
            using (var tape = new GradientTape())
            {
                var value = model.Loss(batch, batch.RowCount);
                Assert.That(value.ToScalar(), Is.EqualTo(result.Value.GetProperty("loss").GetDouble()).Within(golden.Tolerance($"{result.Name}.loss")), result.Name);
                tape.Backward(value);
            }

            // The reference's means of logits are over all positions, padding too; its later releases take those of the answers, as here.
            var metrics = new Dictionary<string, double>(model.TakeMetrics()!);
            var answers = AnswerLogits(policy, batch);
            Assert.That(metrics[PreferenceMetrics.ChosenLogits], Is.EqualTo(answers.Chosen).Within(1e-5));
            Assert.That(metrics[PreferenceMetrics.RejectedLogits], Is.EqualTo(answers.Rejected).Within(1e-5));
            (metrics[PreferenceMetrics.ChosenLogits], metrics[PreferenceMetrics.RejectedLogits]) = LogitsOfAllPositions(golden, policy);
            CompareMetrics(golden, result, metrics);
            Assert.That(model.MeasureLoss(batch) / batch.RowCount, Is.EqualTo(result.Value.GetProperty("loss").GetDouble()).Within(golden.Tolerance($"{result.Name}.loss")));
            foreach (var (name, parameter) in policy.NamedParameters())
            {
                if (!expected.Entries.ContainsKey($"grad.{result.Name}.{name}"))
                    continue;
                gradients++;
                var wanted = Expected(expected, map, $"grad.{result.Name}.", name, parameter.Shape, backend);
                var actual = parameter.Gradient!.ToArray<float>();
                var scale = wanted.Max(Math.Abs);
                for (var i = 0; i < wanted.Length; i++)
                    Assert.That(actual[i], Is.EqualTo(wanted[i]).Within(2e-5 * scale + 1e-6), $"{result.Name} {name}[{i}]");
            }
        }

        Assert.That(gradients, Is.EqualTo(expected.Entries.Keys.Count(k => k.StartsWith("grad.", StringComparison.Ordinal))));
    }

    [TestCaseSource(nameof(Cases))]
    public void StepsAgree(GoldenCase golden)
    {
        using var backend = new CpuBackend(2);
        using var policy = Load(golden, "policy", backend);
        using var reference = Load(golden, "reference", backend);
        using var store = Store(golden);
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        ReferenceScores.Attach(store, ReferenceScores.Compute(reference, store, 8, default), isUnpaired: false);
        var model = new PreferenceModel(policy, PreferenceObjective.Create(new PreferenceLoss(), 0), hasDropout: false);
        var losses = GoldenCase.Floats(golden.Get("adamw/loss_before_each_step_then_final"));
        var betas = golden.Get("adamw/betas").EnumerateArray().Select(b => b.GetDouble()).ToArray();
        var options = new AdamWOptions { Beta1 = betas[0], Beta2 = betas[1], Epsilon = golden.Get("adamw/eps").GetDouble(), WeightDecay = 0 };
        using var optimizer = options.Create(policy, golden.Get("adamw/lr").GetDouble(), 1);
        var batch = Batch(store);
        for (var step = 0; step < losses.Length - 1; step++)
        {
            model.BeginStep([batch], SingleProcess.Instance);
            using var tape = new GradientTape();
            var loss = model.Loss(batch, batch.RowCount);
            Assert.That(loss.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4), $"step {step}");
            tape.Backward(loss);
            optimizer.Step();
            optimizer.ZeroGradients();
        }

        Assert.That(model.MeasureLoss(batch) / batch.RowCount, Is.EqualTo(losses[^1]).Within(1e-4));
        CompareWeights(golden, policy, expected, backend);
    }

    private static void CompareWeights(GoldenCase golden, GptModel policy, SafetensorsFile expected, CpuBackend backend)
    {
        var map = Map(golden);
        var width = policy.Config.EmbeddingSize;
        foreach (var (name, parameter) in policy.NamedParameters())
        {
            var wanted = Expected(expected, map, "adamw.weight_after.", name, parameter.Shape, backend);
            var apart = parameter.Value.ToArray<float>().Zip(wanted, (a, b) => Math.Abs(a - b)).ToList();
            // The gradient of the key's bias is zero but for rounding noise, which Adam turns into steps.
            if (name.EndsWith("attn.c_attn.bias", StringComparison.Ordinal))
                apart.RemoveRange(width, width);
            Assert.That(apart.Max(), Is.LessThanOrEqualTo(1e-3f), name);
            Assert.That(apart.Count(a => a > 1e-5f), Is.LessThanOrEqualTo(apart.Count / 100), name);
        }
    }

    private static void CompareMetrics(GoldenCase golden, JsonProperty result, IReadOnlyDictionary<string, double> metrics)
    {
        var tolerance = golden.Tolerance($"{result.Name}.logps");
        foreach (var metric in result.Value.GetProperty("metrics").EnumerateObject())
        {
            if (metric.Name == "nll_loss" && metric.Value.GetDouble() == 0)
                continue;
            Assert.That(metrics[metric.Name], Is.EqualTo(metric.Value.GetDouble()).Within(tolerance), $"{result.Name} {metric.Name}");
        }
    }

    private static (double Chosen, double Rejected) LogitsOfAllPositions(GoldenCase golden, GptModel policy)
    {
        using var scope = new TensorScope();
        var ids = golden.Get("concatenated/concatenated_input_ids");
        var mask = GoldenCase.Ints(golden.Get("concatenated/concatenated_attention_mask"));
        var extents = GoldenCase.Extents(ids);
        var texts = new TokenBatch();
        texts.Reset(extents[0], extents[1]);
        for (var text = 0; text < extents[0]; text++)
        {
            texts.SetRow(text, GoldenCase.Ints(ids).AsSpan(text * extents[1], extents[1]), []);
            texts.SetSegments(text, mask.AsSpan(text * extents[1], extents[1]));
        }

        policy.RecordedTokenLosses(texts, out var head);
        var mean = new MeanLogits();
        mean.Read(head.Weight);
        double[] positions = [.. head.Input.ToArray<float>().Chunk(head.Weight.Shape[1]).Select(row => mean.Of(row))];
        return (positions[..(positions.Length / 2)].Average(), positions[(positions.Length / 2)..].Average());
    }

    private static (double Chosen, double Rejected) AnswerLogits(GptModel policy, TokenBatch batch)
    {
        using var scope = new TensorScope();
        var texts = new SequenceBatch();
        texts.Split(batch);
        var logits = policy.Logits(texts.Tokens).ToArray<float>();
        double[] positions = [.. logits.Chunk(policy.VocabularySize).Select(row => row.Average(v => (double)v))];
        double Mean(int from) => Enumerable.Range(from, texts.RowCount)
            .SelectMany(text => texts.Labels(text).ToArray().Select((label, i) => (label, At: (text * texts.Tokens.Length) + i)))
            .Where(p => p.label != TokenLabels.IgnoreIndex).Average(p => positions[p.At]);
        return (Mean(0), Mean(texts.RowCount));
    }

    private static PreferenceObjective Objective(string name, JsonElement settings)
    {
        var weight = settings.TryGetProperty("args", out var args) && args.TryGetProperty("rpo_alpha", out var alpha)
            ? alpha.GetDouble()
            : settings.TryGetProperty("cpo_alpha", out alpha) ? alpha.GetDouble() : name == "orpo" ? 1 : 0;
        return PreferenceObjective.Create(PreferenceLossCases.Read(settings, name), weight);
    }

    private static TokenBatch Batch(PreferenceStore store)
    {
        var batch = new TokenBatch();
        using var reader = new TokenBatchReader(new PreferenceView(store), PreferenceView.Columns, 8, null);
        reader.ReadInPass(batch);
        return batch;
    }

    private static PreferenceStore Store(GoldenCase golden)
    {
        var features = golden.Get("features").EnumerateArray().ToArray();
        int[][] Ids(string name) => [.. features.Select(f => f.GetProperty(name).EnumerateArray().Select(v => v.GetInt32()).ToArray())];
        int[][] Mask(string name) => [.. Ids(name).Select(row => row.Select(label => label == TokenLabels.IgnoreIndex ? 0 : 1).ToArray())];
        var view = new TestView()
            .Add(PreferenceColumns.ChosenTokens, Ids("chosen_input_ids")).Add(PreferenceColumns.ChosenLossMask, Mask("chosen_labels"))
            .Add(PreferenceColumns.RejectedTokens, Ids("rejected_input_ids")).Add(PreferenceColumns.RejectedLossMask, Mask("rejected_labels"));
        return PreferenceStore.Read(view, PreferenceTestBed.PairSettings, default);
    }

    private static GptModel Load(GoldenCase golden, string name, CpuBackend backend)
    {
        using var folder = ModelFolder.Open(golden.PathOf(name));
        return GptFolder.Load(folder, backend, GptFolder.ReadConfig(folder)).Model;
    }

    private static WeightMap Map(GoldenCase golden)
    {
        using var folder = ModelFolder.Open(golden.PathOf("policy"));
        return GptFamily.Of(folder).Map(GptFolder.ReadConfig(folder));
    }

    private static float[] Expected(SafetensorsFile file, WeightMap map, string prefix, string name, Shape shape, CpuBackend backend)
    {
        using var scope = new TensorScope();
        var tensor = backend.Zeros(shape);
        file.ReadInto(prefix + name, tensor, map.IsTransposed(name));
        return tensor.ToArray<float>();
    }
}
