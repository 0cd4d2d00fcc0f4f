using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt.Tests;

internal sealed class QuantizedModelTests
{
    private CpuBackend _backend = null!;
    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _backend = new CpuBackend(2);
        _folder = Directory.CreateTempSubdirectory("pipelines-quantized-").FullName;
    }

    [TearDown]
    public void TearDown()
    {
        Directory.Delete(_folder, recursive: true);
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    [Test]
    public void QuantizedWhileLoadingIsQuantizedInPlace(
        [ValueSource(typeof(QuantizedModels), nameof(QuantizedModels.Families))] string family,
        [Values] QuantizationType type, [Values] bool isDouble)
    {
        var options = new QuantizationOptions { Type = type, DoubleQuantization = isDouble };
        using var model = QuantizedModels.Create(_backend, family);
        model.Save(_folder);
        var plain = QuantizedModels.Logits(model);
        var report = model.Quantize(options);
        using var loaded = Load(o => o.Quantization = options);
        QuantizedModels.AssertSameCodes(loaded.Model, model);
        Assert.That(QuantizedModels.Logits(loaded.Model), Is.EqualTo(QuantizedModels.Logits(model)));
        using var twin = QuantizedModels.Twin(loaded.Model, _backend);
        Assert.That(QuantizedModels.Logits(twin), Is.EqualTo(QuantizedModels.Logits(model)).Within(1e-5));
        Assert.That(QuantizedModels.Logits(model), Is.Not.EqualTo(plain).Within(1e-6));
        Assert.That(report.LogitDifference, Is.GreaterThan(0).And.LessThan(1));
        Assert.That(report.RelativeDifference, Is.InRange(1e-4, type == QuantizationType.Int8 ? 0.02 : 0.15));
        Assert.That(loaded.Weights.Quantization!.Modules, Is.EqualTo(report.Modules));
        Assert.That(loaded.Model.CountParameters(trainableOnly: true), Is.Zero, "frozen");
        Assert.That(ParameterCount.Of(loaded.Model).All, Is.EqualTo(loaded.Model.Config.CountParameters()));
    }

    [TestCase(true, 4.13)]
    [TestCase(false, 4.5)]
    public void BitsAWeightAreThoseOfTheStorage(bool isDouble, double most)
    {
        var config = new GptConfig { VocabularySize = 50, BlockSize = 16, LayerCount = 1, HeadCount = 12, EmbeddingSize = 768 };
        using var model = new GptModel(_backend, config, new RandomGenerator(1));
        var plain = _backend.Memory.BytesInUse;
        model.Quantize(new QuantizationOptions { DoubleQuantization = isDouble });
        var weights = QuantizedWeights.CountElements(model);
        Assert.That(weights, Is.EqualTo(12 * 768 * 768));
        // What the pool gave for them: the bytes in use now, less what was in use and was given back.
        var held = _backend.Memory.BytesInUse - (plain - 4L * weights);
        Assert.That(8.0 * held / weights, Is.LessThanOrEqualTo(most * 1.002), "the pool's blocks");
        var stored = QuantizedWeights.Of(model).Sum(q => q.Layer.Weight.StorageBytes);
        TestContext.Out.WriteLine($"{8.0 * stored / weights:F4} bits a weight, {8.0 * held / weights:F4} with the pool's rounding");
        Assert.That(8.0 * stored / weights, Is.LessThanOrEqualTo(most));
    }

    [Test]
    public void ModulesAreLeftOut()
    {
        using (var model = QuantizedModels.Create(_backend, "Llama"))
            model.Save(_folder);
        using var loaded = Load(o => o.Quantization = new QuantizationOptions { SkipModules = ["layers.1", "o_proj"] });
        var paths = QuantizedWeights.Of(loaded.Model).Select(q => q.Path).ToList();
        Assert.That(paths, Has.Count.EqualTo(6));
        Assert.That(paths, Has.All.StartsWith("model.layers.0.").And.All.Not.EndsWith("o_proj"));
        loaded.Save(Path.Combine(_folder, "again"));
        using var again = PretrainedGpt.Load(new GptLoadOptions { ModelPath = Path.Combine(_folder, "again") }, _backend);
        QuantizedModels.AssertSameCodes(again.Model, loaded.Model);
        Assert.That(again.Model.Quantization!.SkipModules, Does.Contain("model.layers.1.mlp.up_proj").And.Contain("lm_head"));
        Assert.That(
            () => Load(o => o.Quantization = new QuantizationOptions { SkipModules = ["o_prj"] }),
            Throws.InstanceOf<PipelineException>().With.Message.Contains("'o_prj'"));
    }

    [Test]
    public void AFolderIsReadBackBitForBit(
        [ValueSource(typeof(QuantizedModels), nameof(QuantizedModels.Families))] string family,
        [Values] QuantizationType type, [Values] bool isDouble, [Values] bool isSharded)
    {
        using var model = QuantizedModels.Create(_backend, family);
        model.Quantize(new QuantizationOptions { Type = type, BlockSize = 128, DoubleQuantization = isDouble });
        model.Save(_folder, o => o.MaximumShardSize = isSharded ? 20_000 : long.MaxValue);
        using var loaded = Load();
        QuantizedModels.AssertSameCodes(loaded.Model, model);
        Assert.That(loaded.Weights.Unused, Is.Empty);
        Assert.That(QuantizedModels.Logits(loaded.Model), Is.EqualTo(QuantizedModels.Logits(model)));
        Assert.That(loaded.Model.Quantization!.StoresLike(model.Quantization!));
        using var folder = ModelFolder.Open(_folder);
        Assert.That(GptFolderInfo.Read(folder).Weights.IsComplete);
    }

    [Test]
    public void AHalfPrecisionFolderKeepsItsScalesExact()
    {
        using var model = QuantizedModels.Create(_backend, "Llama");
        model.Quantize();
        model.Save(_folder, o => o.ElementType = ElementType.BFloat16);
        using var loaded = Load();
        QuantizedModels.AssertSameCodes(loaded.Model, model);
    }

    [Test]
    public void WhatDoesNotFitIsRefused()
    {
        using (var model = QuantizedModels.Create(_backend, "Llama"))
        {
            model.Quantize(new QuantizationOptions { Type = QuantizationType.Nf4, DoubleQuantization = true });
            model.Save(_folder);
            Assert.That(() => model.Quantize(), Throws.TypeOf<ModuleException>().With.Message.Contains("quantized already"));
        }

        Assert.That(
            () => Load(o => o.Quantization = new QuantizationOptions { Type = QuantizationType.Fp4 }),
            Throws.InstanceOf<ModelFormatException>().With.Message.Contains("quantized already"));
        Assert.That(() => Load(o => o.Quantization = new QuantizationOptions { DoubleQuantization = true }).Dispose(), Throws.Nothing);
        var config = File.ReadAllText(Path.Combine(_folder, "config.json"));
        foreach (var (old, replacement, message) in new[]
        {
            ("\"bitsandbytes\"", "\"gptq\"", "gptq"),
            ("\"load_in_4bit\": true", "\"load_in_4bit\": false", "load_in_4bit"),
            ("\"nf4\"", "\"int3\"", "int3"),
            ("\"nf4\"", "\"fp4\"", "do not belong together"),
            ("\"uint8\"", "\"bfloat16\"", "bfloat16"),
        })
        {
            Assert.That(config, Does.Contain(old));
            File.WriteAllText(Path.Combine(_folder, "config.json"), config.Replace(old, replacement, StringComparison.Ordinal));
            Assert.That(() => Load(), Throws.InstanceOf<ModelFormatException>().With.Message.Contains(message), replacement);
        }
    }

    [Test]
    public void ADamagedFileIsRefused()
    {
        using (var model = QuantizedModels.Create(_backend, "Llama"))
        {
            model.Quantize(new QuantizationOptions { DoubleQuantization = true });
            model.Save(_folder);
        }

        var path = Path.Combine(_folder, "model.safetensors");
        const string Weight = "model.layers.1.self_attn.q_proj.weight";
        foreach (var (name, change) in new (string, Func<byte[], byte[]?>)[]
        {
            ($"{Weight}.absmax", _ => null),
            ($"{Weight}.nested_absmax", _ => null),
            ($"{Weight}.nested_absmax", _ => BitConverter.GetBytes(float.NaN)),
            ($"{Weight}.quant_map", b => [0, 0, 0, 64, .. b[4..]]),
            ($"{Weight}.quant_state.bitsandbytes__nf4", _ => "{}"u8.ToArray()),
            ($"{Weight}.quant_state.bitsandbytes__nf4", _ => "not JSON"u8.ToArray()),
            ($"{Weight}.quant_state.bitsandbytes__nf4", b => Replaced(b, "[64, 64]", "[64, 65]", "[64,64]", "[64,65]")),
            ($"{Weight}.quant_state.bitsandbytes__nf4", _ => null),
        })
        {
            var copy = File.ReadAllBytes(path);
            Rewrite(path, name, change);
            Assert.That(() => Load(), Throws.InstanceOf<ModelFormatException>().With.Message.Contains("q_proj"), name);
            File.WriteAllBytes(path, copy);
        }
    }

    [Test]
    public void ABase16BitModelIsQuantizedToo()
    {
        using (var model = QuantizedModels.Create(_backend, "Llama"))
            model.Save(_folder, o => o.ElementType = ElementType.BFloat16);
        using var loaded = Load(o => (o.WeightStorage, o.Quantization) = (WeightStorage.BFloat16, new QuantizationOptions()));
        using var wide = Load();
        wide.Model.Quantize();
        QuantizedModels.AssertSameCodes(loaded.Model, wide.Model);
        Assert.That(loaded.Model.WeightStorage, Is.EqualTo(WeightStorage.BFloat16));
    }

    private static byte[] Replaced(byte[] json, params string[] pairs)
    {
        var text = System.Text.Encoding.UTF8.GetString(json);
        var changed = text;
        for (var i = 0; i < pairs.Length; i += 2)
            changed = changed.Replace(pairs[i], pairs[i + 1], StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(text));
        return System.Text.Encoding.UTF8.GetBytes(changed);
    }

    private void Rewrite(string path, string name, Func<byte[], byte[]?> change)
    {
        using var scope = new TensorScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        using (var file = SafetensorsFile.Open(path))
        {
            Assert.That(file.Entries.Keys, Does.Contain(name));
            foreach (var key in file.Entries.Keys)
            {
                if (key != name)
                    tensors.Add(key, file.Read(key, _backend));
                else if (change(file.GetBytes(key).ToArray()) is { } bytes && file.Entries[key].Type == SafetensorsType.Float32)
                    tensors.Add(key, _backend.FromArray(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes), new Shape(bytes.Length / 4)));
                else if (change(file.GetBytes(key).ToArray()) is { } codes)
                    tensors.Add(key, _backend.FromArray<byte>(codes, new Shape(codes.Length), ElementType.UInt8));
            }
        }

        SafetensorsWriter.Write(path, tensors);
    }

    private PretrainedGpt Load(Action<GptLoadOptions>? configure = null)
    {
        var options = new GptLoadOptions { ModelPath = _folder };
        configure?.Invoke(options);
        return PretrainedGpt.Load(options, _backend);
    }
}
