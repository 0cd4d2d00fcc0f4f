using System.Globalization;
using System.Runtime.InteropServices;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt.Tests;

/// <summary>Quantizing while loading needs the quantized model, the largest tensor and little more.</summary>
[NonParallelizable]
[Category("Slow")]
internal sealed class QuantizedLoadingMemoryTests
{
    private const long Allowance = 64L << 20;

    private static readonly GptConfig Large = new()
    {
        VocabularySize = 4000,
        BlockSize = 64,
        LayerCount = 12,
        HeadCount = 8,
        EmbeddingSize = 1024,
    };

    private static GptConfig Config(bool isLlama) => isLlama
        ? Large with
        {
            Positions = PositionKind.Rotary,
            Norm = NormKind.RmsNorm,
            FeedForward = FeedForwardKind.Gated,
            FeedForwardSize = 2816,
            Activation = Activation.Silu,
            Bias = false,
            TieEmbeddings = false,
        }
        : Large;

    [Test]
    public void PeakIsTheQuantizedSizeAndOneTensor([Values] bool isLlama, [Values] QuantizationType type)
    {
        var folder = Directory.CreateTempSubdirectory("pipelines-memory-").FullName;
        try
        {
            using (var writer = new CpuBackend(2))
            using (var model = new GptModel(writer, Config(isLlama), new RandomGenerator(1)))
                model.Save(folder);
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            if (OperatingSystem.IsLinux())
                _ = Trim(0);
            var canReset = File.Exists("/proc/self/clear_refs");
            if (canReset)
                File.WriteAllText("/proc/self/clear_refs", "5");
            var resident = canReset ? Status("VmRSS") : 0;
            using var backend = new CpuBackend(2);
            using var gpt = PretrainedGpt.Load(
                new GptLoadOptions { ModelPath = folder, Quantization = new QuantizationOptions { Type = type, DoubleQuantization = true } }, backend);
            var size = QuantizedWeights.CountBytes(gpt.Model) + gpt.Model.Parameters().Sum(p => p.Value.ByteCount);
            var largest = GptParameters.List(gpt.Model.Config).Max(p => p.Shape.ElementCount) * sizeof(float);
            var whole = gpt.Model.Config.CountParameters() * sizeof(float);
            var peak = backend.Memory.PeakBytesInUse;
            TestContext.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{whole / 1048576.0:F1} MiB in Float32, {size / 1048576.0:F1} quantized, largest tensor {largest / 1048576.0:F1}: peak {peak / 1048576.0:F1} MiB in the pool, " +
                $"{backend.Memory.BytesReserved / 1048576.0:F1} reserved, {(canReset ? (Status("VmHWM") - resident) / 1048576.0 : double.NaN):F1} resident"));
            Assert.That(peak, Is.LessThanOrEqualTo(size + largest + Allowance), "in the pool");
            Assert.That(backend.Memory.BytesReserved, Is.LessThanOrEqualTo(size + largest + Allowance), "taken from the system");
            Assert.That(whole, Is.GreaterThan(1.3 * (size + largest + Allowance)), "the bound would hold without quantizing too");
            if (canReset)
                Assert.That(Status("VmHWM") - resident, Is.LessThanOrEqualTo(size + largest + Allowance), "resident");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nint padding);

    private static long Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
