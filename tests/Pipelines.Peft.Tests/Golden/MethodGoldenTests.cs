using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;

namespace Pipelines.Peft.Tests;

/// <summary>IA³ and AdaLoRA against PEFT's numbers and files.</summary>
[Category("Golden")]
internal sealed class MethodGoldenTests
{
    private static IEnumerable<TestCaseData> Loaded => PeftCase.FindOthers("outputs/logits");

    private static IEnumerable<TestCaseData> Trained => PeftCase.FindOthers("adamw");

    private static IEnumerable<TestCaseData> Merged => PeftCase.FindOthers("merged");

    [TestCaseSource(nameof(Loaded))]
    public void Outputs_AreTheReferences(GoldenCase golden)
    {
        using var given = new PeftCase(golden);
        given.AssertLogits(given.Logits(), "base_logits_without_adapter");
        var adapters = given.LoadAny();
        given.AssertLogits(given.Logits(), "logits");
        using (new TensorScope())
            Assert.That(Loss(given, adapters).ToScalar(), Is.EqualTo(golden.Get("outputs/loss").GetDouble()).Within(1e-4));
        adapters.Deactivate();
        given.AssertLogits(given.Logits(), "base_logits_without_adapter");
    }

    [TestCaseSource(nameof(Trained))]
    public void GradientsAndSteps_AreTheReferences(GoldenCase golden)
    {
        using var given = new PeftCase(golden);
        var before = TestModels.Weights(given.Model);
        var adapters = given.LoadAny(trainable: true);
        var parameters = given.Model.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter);
        var expectedCounts = golden.Get("trainable_parameters").EnumerateObject()
            .ToDictionary(p => Ours(p.Name), p => p.Value.EnumerateArray().Aggregate(1L, (n, e) => n * e.GetInt64()));
        Assert.That(
            parameters.Where(p => p.Value.RequiresGradient).ToDictionary(p => p.Key, p => p.Value.Value.ElementCount),
            Is.EquivalentTo(expectedCounts));

        var settings = golden.Get("adamw");
        var losses = GoldenCase.Floats(settings.GetProperty("loss_before_each_step_then_final"));
        using (var optimizer = new AdamW(
            [new ParameterGroup(given.Model.NamedParameters().Where(p => p.Parameter.RequiresGradient))],
            settings.GetProperty("lr").GetDouble(), 0.9, 0.999, settings.GetProperty("eps").GetDouble(),
            settings.GetProperty("weight_decay").GetDouble()))
        {
            for (var step = 0; step < settings.GetProperty("steps").GetInt32(); step++)
            {
                optimizer.ZeroGradients();
                using var tape = new GradientTape();
                var loss = Loss(given, adapters);
                tape.Backward(loss);
                Assert.That(loss.ToScalar(), Is.EqualTo(losses[step]).Within(1e-4), $"loss before step {step + 1}");
                if (step == 0)
                    AssertGradients(given, parameters);
                optimizer.Step();
            }
        }

        using (new TensorScope())
            Assert.That(Loss(given, adapters).ToScalar(), Is.EqualTo(losses[^1]).Within(1e-4), "loss after the last step");
        AssertWeights(given, parameters);
        adapters.Unload();
        TestModels.AssertSame(TestModels.Weights(given.Model), before);
    }

    [TestCaseSource(nameof(Merged))]
    public void MergedWeights_AreTheReferences(GoldenCase golden)
    {
        using var given = new PeftCase(golden);
        var before = TestModels.Weights(given.Model);
        var adapters = given.LoadAny();
        var unmerged = given.Logits();
        Merge(adapters);
        TestModels.AssertNear(given.Logits(), unmerged, golden.Tolerance("logits"));
        var after = given.Model.NamedParameters().ToDictionary(p => AdapterNames.WithoutBase(p.Name), p => p.Parameter);
        var changed = given.ExpectedNames("merged.").ToList();
        Assert.That(changed, Is.Not.Empty);
        foreach (var name in changed)
        {
            var expected = given.ExpectedWeight("merged." + name, after[name].Shape);
            TestModels.AssertNear(after[name].Value.ToArray<float>(), expected, 1e-5);
        }

        foreach (var (name, values) in before.Where(b => !changed.Contains(b.Key)))
            Assert.That(after[name].Value.AsSpan<float>().SequenceEqual(values), name);
        adapters.Unload();
        TestModels.AssertSame(TestModels.Weights(given.Model), before);
    }

    [TestCaseSource(nameof(Loaded))]
    public void SavedFiles_AreTheReferences(GoldenCase golden)
    {
        using var given = new PeftCase(golden);
        using var folder = new TemporaryFolder();
        var adapters = given.LoadAny();
        var logits = given.Logits();
        adapters.Save(folder.Path);
        using (var actual = SafetensorsFile.Open(folder.File("adapter_model.safetensors")))
        using (var expected = SafetensorsFile.Open(Path.Combine(given.AdapterFolder, "adapter_model.safetensors")))
        {
            Assert.That(actual.Entries.Keys, Is.EquivalentTo(expected.Entries.Keys));
            foreach (var (name, entry) in expected.Entries)
            {
                Assert.That(actual.Entries[name].Extents.ToArray(), Is.EqualTo(entry.Extents.ToArray()), name);
                Assert.That(actual.GetBytes(name).SequenceEqual(expected.GetBytes(name)), name);
            }
        }

        var (written, reference) = (Config(folder.Path), Config(given.AdapterFolder));
        Assert.That(written.Select(k => k.Key), Is.EquivalentTo(reference.Select(k => k.Key)));
        foreach (var (key, value) in reference)
            Assert.That(Same(written[key], value), $"{key} is {written[key]?.ToJsonString()}, {value?.ToJsonString()} was expected");
        adapters.Unload();
        given.Model.LoadAdapter(folder.Path);
        Assert.That(given.Logits().AsSpan().SequenceEqual(logits), "reloaded");
    }

    [TestCaseSource(nameof(Loaded))]
    public void AFreshAdapterOfTheseOptionsHasTheReferencesKeysAndShapes(GoldenCase golden)
    {
        using var given = new PeftCase(golden);
        using var folder = new TemporaryFolder();
        var adapters = given.LoadAny();
        switch (adapters)
        {
            case Ia3Adapters ia3:
                ia3.Attach(ia3.OptionsOf(), "fresh");
                break;
            case AdaLoraAdapters adaLora:
                adaLora.Attach(adaLora.OptionsOf(), "fresh");
                break;
        }

        given.AssertLogits(given.Logits(), "base_logits_without_adapter");
        adapters.Save(folder.Path, "fresh");
        var (written, reference) = (Config(folder.Path), Config(given.AdapterFolder));
        Assert.That(written.Select(k => k.Key), Is.EquivalentTo(reference.Select(k => k.Key)));
        foreach (var (key, value) in reference.Where(k => k.Key != "base_model_name_or_path"))
            Assert.That(Same(written[key], value), $"{key} is {written[key]?.ToJsonString()}, {value?.ToJsonString()} was expected");
        using var file = SafetensorsFile.Open(folder.File("adapter_model.safetensors"));
        Assert.That(file.Entries.Keys, Is.EquivalentTo(golden.Get("adapter_tensors").EnumerateObject().Select(t => t.Name)));
    }

    private static JsonObject Config(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "adapter_config.json")))!.AsObject();

    // 0.0 and 0 are one number; a list of names has no order.
    private static bool Same(JsonNode? left, JsonNode? right)
    {
        if (left is JsonArray a && right is JsonArray b)
            return a.Select(n => n!.ToJsonString()).Order(StringComparer.Ordinal).SequenceEqual(b.Select(n => n!.ToJsonString()).Order(StringComparer.Ordinal));
        if (left is JsonValue x && right is JsonValue y && x.TryGetValue<double>(out var m) && y.TryGetValue<double>(out var n))
            return m == n;
        return JsonNode.DeepEquals(left, right);
    }

    private static string Ours(string name) => name["base_model.model.".Length..];

    // AdaLoRA's loss has its penalty in it.
    private static Tensor Loss(PeftCase given, AdapterSet adapters) => adapters is AdaLoraAdapters adaLora
        ? Functional.Add(given.Loss(), Functional.Scale(adaLora.OrthogonalityLoss(), (float)adaLora.OptionsOf().OrthogonalityWeight))
        : given.Loss();

    private static void Merge(AdapterSet adapters)
    {
        switch (adapters)
        {
            case Ia3Adapters ia3:
                ia3.Merge();
                break;
            case AdaLoraAdapters adaLora:
                adaLora.Merge();
                break;
            default:
                Assert.Fail($"{adapters.Method} is not expected here.");
                break;
        }
    }

    private static void AssertGradients(PeftCase given, Dictionary<string, Parameter> parameters)
    {
        var names = given.ExpectedNames("grad.").ToList();
        Assert.That(names, Is.Not.Empty);
        foreach (var name in names)
        {
            var expected = given.Expected("grad." + name);
            var largest = Math.Max(expected.Max(Math.Abs), 1e-4f);
            TestModels.AssertNear(parameters[Ours(name)].Gradient!.ToArray<float>(), expected, 1e-4 * largest);
        }
    }

    private static void AssertWeights(PeftCase given, Dictionary<string, Parameter> parameters)
    {
        var (count, close) = (0, 0);
        foreach (var name in given.ExpectedNames("adamw.weight_after."))
        {
            if (!parameters.TryGetValue(Ours(name), out var parameter))
                continue;
            var expected = given.Expected("adamw.weight_after." + name);
            var actual = parameter.Value.ToArray<float>();
            // The factors of the keys' third of c_attn are trained as any other: they act behind the softmax's shift.
            TestModels.AssertNear(actual, expected, 1e-3);
            for (var i = 0; i < expected.Length; i++)
                close += Math.Abs(actual[i] - expected[i]) <= 1e-5 ? 1 : 0;
            count += expected.Length;
        }

        Assert.That(count, Is.Positive);
        Assert.That(close, Is.GreaterThanOrEqualTo(0.99 * count), "weights within 1e-5");
    }
}
