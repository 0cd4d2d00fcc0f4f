using Microsoft.Extensions.Logging;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft.Tests;

/// <summary>Adapters on weights in 4 and 8 bits, and in bfloat16.</summary>
public class QuantizedLoraTests
{
    private CpuBackend _backend = null!;

    [SetUp]
    public void SetUp() => _backend = new CpuBackend(1);

    [TearDown]
    public void TearDown()
    {
        var left = _backend.Memory.TensorsInUse;
        _backend.Dispose();
        Assert.That(left, Is.Zero, "tensors left behind");
    }

    private static LoraOptions Options(bool useDora = false, LoraInitialization initialization = LoraInitialization.Random, float dropout = 0) => new()
    {
        Rank = 4,
        Alpha = 8,
        TargetModules = ["all-linear"],
        UseDora = useDora,
        Initialization = initialization,
        Dropout = dropout,
    };

    [Test]
    public void LossesAndGradientsAreThoseOnTheDecodedWeights(
        [Values] QuantizationType type, [Values] bool useDora, [Values(0f, 0.25f)] float dropout)
    {
        using var model = Quantized(type);
        using var twin = Twin(model);
        model.Attach(Options(useDora, dropout: dropout));
        twin.Attach(Options(useDora, dropout: dropout));
        var (losses, gradients) = Gradients(model);
        var (expectedLosses, expected) = Gradients(twin);
        Assert.That(losses, Is.EqualTo(expectedLosses).Within(1e-5));
        Assert.That(gradients.Keys, Is.EqualTo(expected.Keys));
        Assert.That(gradients.Keys.Count(k => k.Contains("lora_", StringComparison.Ordinal)), Is.EqualTo((useDora ? 3 : 2) * 8));
        foreach (var (name, values) in expected)
            Assert.That(gradients[name], Is.EqualTo(values).Within(2e-5), name);
    }

    [TestCase(LoraInitialization.Pissa)]
    [TestCase(LoraInitialization.Olora)]
    public void AStartIsThatOfTheDecodedWeight(LoraInitialization initialization)
    {
        using var model = Quantized(QuantizationType.Nf4);
        using var twin = Twin(model);
        var before = TestModels.Logits(model);
        model.Attach(Options(initialization: initialization));
        twin.Attach(Options(initialization: initialization));
        TestModels.AssertNear(TestModels.Logits(model), before, 1e-4);
        TestModels.AssertSame(Adapters(model), Adapters(twin));
    }

    [Test]
    public void TrainingChangesTheAdaptersAlone([Values] QuantizationType type)
    {
        using var model = Quantized(type);
        var before = QuantizedWeights.Fingerprint(model);
        var logits = TestModels.Logits(model);
        var adapters = model.Attach(Options());
        var losses = TestModels.Train(model, 20);
        Assert.That(losses[^1], Is.LessThan(losses[0] - 0.1));
        adapters.Unload();
        Assert.That(QuantizedWeights.Fingerprint(model), Is.EqualTo(before));
        Assert.That(TestModels.Logits(model), Is.EqualTo(logits));
    }

    [Test]
    public void MergingRequantizesAndUnmergingRestoresTheCodes([Values] QuantizationType type, [Values] bool useDora)
    {
        using var model = Quantized(type);
        var before = QuantizedWeights.Fingerprint(model);
        var plain = TestModels.Logits(model);
        var adapters = model.Attach(Options(useDora));
        TestModels.Train(model, 10);
        var adapted = TestModels.Logits(model);
        var lines = new Lines();
        var report = adapters.Merge(new MergeOptions { Logger = lines });
        Assert.That(report.RequantizedCount, Is.EqualTo(8));
        Assert.That(report.RelativeDifference, Is.InRange(1e-4, type == QuantizationType.Int8 ? 0.02 : 0.16));
        Assert.That(report.Modules, Has.All.Matches<MergedModule>(m => m.LostShare > 0 && m.LargestDifference > 0));
        Assert.That(lines.Text, Does.Contain("decoded, merged and quantized again").And.Contain("Logits differ"));
        Assert.That(QuantizedWeights.Fingerprint(model), Is.Not.EqualTo(before));
        var merged = TestModels.Logits(model);
        // What is lost is less than what was learned.
        Assert.That(Distance(merged, adapted), Is.LessThan(Distance(plain, adapted)));
        Assert.That(report.Proof.LargestDifference, Is.GreaterThan(0));
        adapters.Unmerge();
        Assert.That(TestModels.Logits(model), Is.EqualTo(adapted));
        adapters.Deactivate();
        Assert.That(QuantizedWeights.Fingerprint(adapters.Model)!.Length, Is.EqualTo(64));
        Assert.That(TestModels.Logits(model), Is.EqualTo(plain));
        adapters.Unload();
        Assert.That(QuantizedWeights.Fingerprint(model), Is.EqualTo(before));
    }

    [Test]
    public void AMergedAndUnloadedModelIsAQuantizedOne()
    {
        using var folder = new TemporaryFolder();
        using var model = Quantized(QuantizationType.Nf4);
        var adapters = model.Attach(Options());
        TestModels.Train(model, 5);
        adapters.MergeAndUnload();
        model.Save(folder.File("merged"));
        using var loaded = PretrainedGpt.Load(new GptLoadOptions { ModelPath = folder.File("merged") }, _backend);
        Assert.That(QuantizedWeights.Fingerprint(loaded.Model), Is.EqualTo(QuantizedWeights.Fingerprint(model)));
        Assert.That(TestModels.Logits(loaded.Model), Is.EqualTo(TestModels.Logits(model)));
    }

    [Test]
    public void PastItsLimitNothingIsMerged([Values] bool isQuantized)
    {
        using var model = TestModels.Create(_backend);
        if (isQuantized)
            model.Quantize();
        else
            model.StoreWeights(WeightStorage.BFloat16);
        var adapters = model.Attach(Options());
        var before = TestModels.Logits(model);
        Assert.That(
            () => adapters.Merge(new MergeOptions { MaximumDrift = 1e-6 }),
            Throws.TypeOf<PeftException>().With.Message.Contains("Nothing was merged").And.Message.Contains("MaximumDrift"));
        Assert.That(adapters.IsMerged, Is.False);
        Assert.That(TestModels.Logits(model), Is.EqualTo(before));
    }

    [Test]
    public void ABFloat16BaseIsRoundedAndComesBack([Values] bool useDora)
    {
        using var model = TestModels.Create(_backend);
        model.StoreWeights(WeightStorage.BFloat16);
        var before = Bytes(model);
        var adapters = model.Attach(Options(useDora));
        TestModels.Train(model, 10);
        var adapted = TestModels.Logits(model);
        var report = adapters.Merge();
        Assert.That(report.RelativeDifference, Is.InRange(1e-4, 4e-3));
        Assert.That(report.RequantizedCount, Is.Zero);
        Assert.That(Distance(TestModels.Logits(model), adapted), Is.LessThan(0.05));
        adapters.Unload();
        var after = Bytes(model);
        foreach (var (name, bytes) in before)
            Assert.That(after[name].AsSpan().SequenceEqual(bytes), name);
    }

    [Test]
    public void AFloat32BaseLosesNothing()
    {
        using var model = TestModels.Create(_backend);
        var adapters = model.Attach(Options());
        TestModels.Train(model, 5);
        var report = adapters.Merge();
        Assert.That(report.LargestDifference, Is.Zero);
        Assert.That(report.Proof.LargestDifference, Is.LessThan(1e-5));
    }

    [Test]
    public void AnAdapterIsForItsOwnQuantizedBase()
    {
        using var folder = new TemporaryFolder();
        using var model = Quantized(QuantizationType.Nf4);
        var adapters = model.Attach(Options());
        TestModels.Train(model, 5);
        adapters.Save(folder.Path);
        var expected = TestModels.Logits(model);
        using var same = Quantized(QuantizationType.Nf4);
        same.LoadAdapter(folder.Path);
        Assert.That(TestModels.Logits(same), Is.EqualTo(expected));
        using var other = Quantized(QuantizationType.Fp4);
        Assert.That(() => other.LoadAdapter(folder.Path), Throws.TypeOf<PeftException>().With.Message.Contains("fingerprint"));
        using var plain = TestModels.Create(_backend);
        Assert.That(() => plain.LoadAdapter(folder.Path), Throws.TypeOf<PeftException>().With.Message.Contains("fingerprint"));
        plain.LoadAdapter(folder.Path, options: new AdapterLoadOptions { AllowAnotherBase = true });
    }

    [Test]
    public void AQuantizedModuleIsNotTrainedWhole()
    {
        using var model = Quantized(QuantizationType.Nf4);
        Assert.That(
            () => model.Attach(new LoraOptions { TargetModules = ["c_attn"], ModulesToSave = ["c_fc"] }),
            Throws.TypeOf<PeftException>().With.Message.Contains("quantized and cannot be trained"));
        model.Attach(Options());
        Assert.That(() => model.Quantize(), Throws.TypeOf<ModuleException>().With.Message.Contains("adapter"));
    }

    private GptModel Quantized(QuantizationType type)
    {
        var model = TestModels.Create(_backend);
        model.Quantize(new QuantizationOptions { Type = type, DoubleQuantization = true });
        return model;
    }

    private GptModel Twin(GptModel quantized)
    {
        var twin = TestModels.Create(_backend);
        foreach (var (path, layer) in QuantizedWeights.Of(quantized))
        {
            using var decoded = layer.Weight.Dequantize();
            _backend.Copy(decoded, ((Linear)twin.GetModule(path)).Weight.Value);
        }

        return twin;
    }

    private static (float[] Losses, Dictionary<string, float[]> Gradients) Gradients(GptModel model)
    {
        var gradients = new Dictionary<string, float[]>(StringComparer.Ordinal);
        model.ToTraining();
        var losses = TestModels.Train(model, 2, () =>
        {
            foreach (var (name, parameter) in model.NamedParameters())
            {
                if (parameter.Gradient is { } gradient)
                    gradients[name] = gradient.ToArray<float>();
            }
        });
        return (losses, gradients);
    }

    private static Dictionary<string, float[]> Adapters(GptModel model) => model.NamedParameters()
        .Where(p => p.Name.Contains("lora_", StringComparison.Ordinal)).ToDictionary(p => p.Name, p => p.Parameter.Value.ToArray<float>());

    private static Dictionary<string, byte[]> Bytes(GptModel model) => model.NamedParameters()
        .ToDictionary(p => p.Name, p => p.Parameter.Value.Storage.HostBytes(0, (int)p.Parameter.Value.ByteCount).ToArray());

    private static double Distance(float[] left, float[] right) => Math.Sqrt(left.Zip(right, (a, b) => ((double)a - b) * (a - b)).Sum());

    private sealed class Lines : ILogger
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text += formatter(state, exception);
    }
}
