using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Peft.Tests;

/// <summary>Prompt tuning, prefix tuning and P-tuning on bases of two families against PEFT's numbers and files.</summary>
[Category("Golden")]
internal sealed class SoftPromptGoldenTests
{
    private static IEnumerable<TestCaseData> Loaded => SoftPromptCase.Find("outputs/logits");

    private static IEnumerable<TestCaseData> Padded => SoftPromptCase.Find("padded_inputs");

    private static IEnumerable<TestCaseData> Trained => SoftPromptCase.Find("adamw");

    private static IEnumerable<TestCaseData> Greedy => SoftPromptCase.Find("greedy");

    private static IEnumerable<TestCaseData> LeftPadded => SoftPromptCase.Find("greedy_left_padded");

    [TestCaseSource(nameof(Loaded))]
    public void Outputs_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        given.AssertLogits(given.Logits(), "base_logits_without_adapter");
        var prompts = given.Load();
        given.AssertLogits(given.Logits(), "logits");
        Assert.That(given.Loss(), Is.EqualTo(golden.Get("outputs/loss").GetDouble()).Within(golden.Tolerance("loss")));
        prompts.Deactivate();
        given.AssertLogits(given.Logits(), "base_logits_without_adapter");
    }

    [TestCaseSource(nameof(Padded))]
    public void OutputsOfPaddedRows_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        given.Load();
        given.AssertLogits(given.Logits("padded_inputs"), "padded.logits", "padded_inputs");
        Assert.That(
            given.Loss("padded_inputs"), Is.EqualTo(golden.Get("outputs/padded.loss").GetDouble()).Within(golden.Tolerance("padded.loss")));
    }

    [TestCaseSource(nameof(Trained))]
    public void TrainableParameters_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        given.AttachForTraining();
        var trained = given.Model.NamedParameters().Where(p => p.Parameter.RequiresGradient)
            .ToDictionary(p => p.Name, p => p.Parameter.Value.ElementCount);
        var expected = golden.Get("trainable_parameters").EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Aggregate(1L, (n, e) => n * e.GetInt64()));
        Assert.That(trained, Is.EquivalentTo(expected));
    }

    [TestCaseSource(nameof(Trained))]
    public void GradientsAndSteps_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        var before = TestModels.Weights(given.Model);
        given.AttachForTraining();
        var parameters = given.Model.NamedParameters().Where(p => p.Parameter.RequiresGradient).ToDictionary(p => p.Name, p => p.Parameter);
        var losses = GoldenCase.Floats(golden.Get("adamw/loss_before_each_step_then_final"));
        var betas = golden.Get("adamw/betas").EnumerateArray().Select(b => b.GetDouble()).ToArray();
        using (var optimizer = new AdamW(
            [new ParameterGroup(given.Model.NamedParameters().Where(p => p.Parameter.RequiresGradient))],
            golden.Get("adamw/lr").GetDouble(), betas[0], betas[1], golden.Get("adamw/eps").GetDouble(),
            golden.Get("adamw/weight_decay").GetDouble()))
        {
            for (var step = 0; step < golden.Get("adamw/steps").GetInt32(); step++)
            {
                optimizer.ZeroGradients();
                using var tape = new GradientTape();
                var loss = given.RecordedLoss();
                tape.Backward(loss);
                Assert.That(loss.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4), $"loss before step {step + 1}");
                if (step == 0)
                    AssertGradients(given, parameters);
                optimizer.Step();
            }
        }

        Assert.That(given.Loss(), Is.EqualTo(losses[^1]).Within(1e-4), "loss after the last step");
        var (count, close) = (0, 0);
        foreach (var name in given.ExpectedNames("adamw.weight_after.prompt_encoder."))
        {
            var actual = parameters["prompt_encoder." + name].Value.ToArray<float>();
            var expected = given.Expected("adamw.weight_after.prompt_encoder." + name);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(1e-3), $"{name}[{i}]");
                count++;
                close += Math.Abs(actual[i] - expected[i]) <= 1e-5 ? 1 : 0;
            }
        }

        Assert.That(count, Is.EqualTo(parameters.Values.Sum(p => p.Value.ElementCount)));
        Assert.That(close, Is.GreaterThanOrEqualTo(0.99 * count), "weights within 1e-5");
        given.Model.GetAdapters()!.Unload();
        TestModels.AssertSame(TestModels.Weights(given.Model), before);
    }

    [TestCaseSource(nameof(Greedy))]
    public void GreedyTokensWithAndWithoutCache_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        given.Load();
        var ids = golden.Get("greedy/input_ids");
        var length = GoldenCase.Extents(ids)[1];
        var expected = GoldenCase.Ints(golden.Get("greedy/sequences"));
        var added = golden.Get("greedy/max_new_tokens").GetInt32();
        var cached = new TokenGenerator(given.Model).Generate(
            PromptTokens.FromBatch(GoldenCase.Ints(ids), default, length), new GenerationOptions { MaximumNewTokens = added, EndIds = [] });
        Assert.That(cached.Sequences.SelectMany(s => s.Tokens), Is.EqualTo(expected), "with cache");
        var whole = WithoutCache(given, "greedy", added, out var first, out var last);
        Assert.That(whole, Is.EqualTo(expected), "without cache");
        AssertNear(first, GoldenCase.Floats(golden.Get("greedy/first_step_logits")), golden.Tolerance("logits"));
        AssertNear(last, GoldenCase.Floats(golden.Get("greedy/last_step_logits")), golden.Tolerance("logits"));
    }

    [TestCaseSource(nameof(LeftPadded))]
    public void GreedyTokensBehindPadding_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        given.Load();
        var whole = WithoutCache(given, "greedy_left_padded", golden.Get("greedy_left_padded/max_new_tokens").GetInt32(), out _, out _);
        Assert.That(whole, Is.EqualTo(GoldenCase.Ints(golden.Get("greedy_left_padded/sequences"))));
    }

    [TestCaseSource(nameof(Loaded))]
    public void SavedFiles_AreTheReferences(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        using var folder = new TemporaryFolder();
        var prompts = given.Load();
        var logits = given.Logits();
        prompts.Save(folder.Path);

        using (var actual = SafetensorsFile.Open(folder.File("adapter_model.safetensors")))
        using (var expected = SafetensorsFile.Open(Path.Combine(given.AdapterFolder, "adapter_model.safetensors")))
        {
            Assert.That(actual.Entries.Keys, Is.EqualTo(expected.Entries.Keys));
            foreach (var name in expected.Entries.Keys)
            {
                Assert.That(actual.Entries[name].Extents.ToArray(), Is.EqualTo(expected.Entries[name].Extents.ToArray()), name);
                Assert.That(actual.GetBytes(name).SequenceEqual(expected.GetBytes(name)), name);
            }
        }

        var (written, reference) = (Config(folder.Path), Config(given.AdapterFolder));
        AssertSame(written, reference);

        prompts.Unload();
        given.Model.LoadAdapter(folder.Path);
        Assert.That(given.Logits().AsSpan().SequenceEqual(logits), "reloaded");
    }

    [TestCaseSource(nameof(Trained))]
    public void ConfigsOfFreshPrompts_HaveTheReferencesKeys(GoldenCase golden)
    {
        using var given = new SoftPromptCase(golden);
        using var folder = new TemporaryFolder();
        var set = given.Load();
        switch (set)
        {
            case PromptTuningAdapters prompts:
                Reattach(prompts.OptionsOf(), o => given.Model.Attach(o));
                break;
            case PrefixTuningAdapters prefixes:
                Reattach(prefixes.OptionsOf(), o => given.Model.Attach(o));
                break;
            case PTuningAdapters prompts:
                Reattach(prompts.OptionsOf(), o => given.Model.Attach(o));
                break;
        }

        given.Model.GetAdapters()!.Save(folder.Path, basePath: "base");
        AssertSame(Config(folder.Path), Config(given.AdapterFolder));

        void Reattach<T>(T own, Action<T> attach)
        {
            set.Unload();
            attach(own);
        }
    }

    private static JsonObject Config(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json")))!.AsObject();

    private static void AssertSame(JsonObject actual, JsonObject expected)
    {
        Assert.That(actual.Select(p => p.Key), Is.EquivalentTo(expected.Select(p => p.Key)));
        foreach (var (key, value) in expected)
        {
            // 0.0 and 0 are one number.
            var isSame = value is JsonValue x && actual[key] is JsonValue y && x.TryGetValue<double>(out var m) && y.TryGetValue<double>(out var n)
                ? m == n
                : JsonNode.DeepEquals(actual[key], value);
            Assert.That(isSame, $"{key} is {actual[key]?.ToJsonString()}, {value?.ToJsonString()} was expected");
        }
    }

    /// <summary>Every step computes all tokens anew.</summary>
    private static int[] WithoutCache(SoftPromptCase given, string section, int added, out float[] first, out float[] last)
    {
        var ids = given.Golden.Get($"{section}/input_ids");
        var (rows, length) = (GoldenCase.Extents(ids)[0], GoldenCase.Extents(ids)[1]);
        var tokens = GoldenCase.Ints(ids).Chunk(length).Select(r => r.ToList()).ToArray();
        var mask = GoldenCase.Ints(given.Golden.Get($"{section}/attention_mask")).Chunk(length).Select(r => r.ToList()).ToArray();
        var width = given.Model.VocabularySize;
        (first, last) = ([], []);
        for (var step = 0; step < added; step++)
        {
            using var scope = new TensorScope();
            var batch = new TokenBatch();
            batch.Reset(rows, length + step);
            for (var row = 0; row < rows; row++)
            {
                batch.SetRow(row, [.. tokens[row]], [.. tokens[row]]);
                batch.SetSegments(row, [.. mask[row]]);
            }

            var logits = given.Model.Logits(batch).ToArray<float>();
            last = [.. Enumerable.Range(0, rows).SelectMany(r => logits.AsSpan(((r + 1) * batch.Length - 1) * width, width).ToArray())];
            first = step == 0 ? last : first;
            for (var row = 0; row < rows; row++)
            {
                tokens[row].Add(System.Numerics.Tensors.TensorPrimitives.IndexOfMax(last.AsSpan(row * width, width)));
                mask[row].Add(1);
            }
        }

        return [.. tokens.SelectMany(t => t)];
    }

    private static void AssertGradients(SoftPromptCase given, Dictionary<string, Parameter> parameters)
    {
        var names = given.ExpectedNames("grad.").ToList();
        Assert.That(names, Is.EquivalentTo(parameters.Keys));
        foreach (var name in names)
            AssertNear(parameters[name].Gradient!.ToArray<float>(), given.Expected("grad." + name), 1e-5, name);
    }

    private static void AssertNear(float[] actual, float[] expected, double tolerance, string name = "")
    {
        Assert.That(actual, Has.Length.EqualTo(expected.Length), name);
        for (var i = 0; i < expected.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance), $"{name}[{i}]");
    }
}
