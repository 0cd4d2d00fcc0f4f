using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Testing.Goldens;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Decoders whose weights bitsandbytes quantized, in the reference library's folders.</summary>
[Category("Golden")]
internal sealed class QuantizedGoldenTests
{
    private const string Decoded = "dequantized.";

    private static IEnumerable<TestCaseData> Cases =>
        GoldenCase.Find("nf4- fp4-", c => File.Exists(c.PathOf("config.json")) && c.Has("inputs/input_ids") && c.Has("outputs/logits"));

    [TestCaseSource(nameof(Cases))]
    public void LogitsAndDecodedWeightsAreTheReferences(GoldenCase golden)
    {
        using var backend = new CpuBackend(2);
        using var gpt = PretrainedGpt.Load(new GptLoadOptions { ModelPath = golden.Folder }, backend);
        using var scope = new TensorScope();
        Assert.That(gpt.Weights.Unused, Is.Empty);
        AssertLogits(golden, gpt.Model);
        using var expected = SafetensorsFile.Open(golden.PathOf("expected.safetensors"));
        var layers = QuantizedWeights.Of(gpt.Model).ToDictionary(q => $"{q.Path}.weight", q => q.Layer);
        foreach (var name in expected.Entries.Keys.Where(k => k.StartsWith(Decoded, StringComparison.Ordinal)))
        {
            var values = layers[name[Decoded.Length..]].Weight.Dequantize().ToArray<float>();
            Assert.That(values, Is.EqualTo(expected.Read(name, backend).ToArray<float>()).Within(1e-6), name);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void WhatIsWrittenIsTheReferencesFile(GoldenCase golden)
    {
        using var backend = new CpuBackend(1);
        var folder = Directory.CreateTempSubdirectory("pipelines-golden-").FullName;
        try
        {
            using (var gpt = PretrainedGpt.Load(new GptLoadOptions { ModelPath = golden.Folder }, backend))
                gpt.Save(folder);
            using var actual = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
            using var expected = SafetensorsFile.Open(golden.PathOf("model.safetensors"));
            Assert.That(actual.Entries.Keys, Is.EquivalentTo(expected.Entries.Keys));
            foreach (var (name, entry) in expected.Entries)
            {
                Assert.That(actual.Entries[name].Type, Is.EqualTo(entry.Type), name);
                if (!name.Contains("quant_state", StringComparison.Ordinal))
                {
                    Assert.That(actual.Entries[name].Extents.SequenceEqual(entry.Extents), name);
                    if (!name.EndsWith("quant_map", StringComparison.Ordinal))
                        Assert.That(actual.GetBytes(name).SequenceEqual(expected.GetBytes(name)), name);
                    continue;
                }

                var (ours, theirs) = (System.Text.Json.Nodes.JsonNode.Parse(actual.GetBytes(name)), System.Text.Json.Nodes.JsonNode.Parse(expected.GetBytes(name)));
                Assert.That(System.Text.Json.Nodes.JsonNode.DeepEquals(ours, theirs), $"{name}: {ours}, {theirs}");
            }

            var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "config.json")))!["quantization_config"];
            var said = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(golden.PathOf("config.json")))!["quantization_config"];
            Assert.That(System.Text.Json.Nodes.JsonNode.DeepEquals(config, said), $"{config}");
            using var again = PretrainedGpt.Load(new GptLoadOptions { ModelPath = folder }, backend);
            AssertLogits(golden, again.Model);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void AssertLogits(GoldenCase golden, GptModel model)
    {
        using var scope = new TensorScope();
        var ids = golden.Get("inputs/input_ids");
        var (rows, length) = (GoldenCase.Extents(ids)[0], GoldenCase.Extents(ids)[1]);
        var tokens = GoldenCase.Ints(ids);
        var batch = new TokenBatch();
        batch.Reset(rows, length);
        for (var row = 0; row < rows; row++)
            batch.SetRow(row, tokens.AsSpan(row * length, length), tokens.AsSpan(row * length, length));
        Assert.That(
            model.Logits(batch).ToArray<float>(),
            Is.EqualTo(GoldenCase.Floats(golden.Get("outputs/logits"))).Within(golden.Tolerance("logits")));
    }
}
