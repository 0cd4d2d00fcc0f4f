using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt.Tests;

/// <summary>Loading needs the model's own size and little more, whatever the file holds it as.</summary>
[NonParallelizable]
internal sealed class LoadingMemoryTests
{
    private static readonly GptConfig Large = new()
    {
        VocabularySize = 8000,
        BlockSize = 256,
        LayerCount = 6,
        HeadCount = 8,
        EmbeddingSize = 1024
    };

    private string _folder = null!;

    [OneTimeSetUp]
    public void CreateFolder()
    {
        if (!File.Exists("/proc/self/clear_refs"))
            Assert.Ignore("The largest resident size is only reset and read on Linux.");
        _folder = Directory.CreateTempSubdirectory("pipelines-memory-").FullName;
        foreach (var isLlama in (bool[])[false, true])
            Load(WriteFolder(
                Config(isLlama) with { EmbeddingSize = 64, VocabularySize = 100 }, ElementType.Float32)); // compiles what is measured
    }

    [OneTimeTearDown]
    public void DeleteFolder()
    {
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    [Category("Slow")]
    [Test]
    public void LoadingNeedsTheModelsSizeAndATwentieth(
        [Values] bool isLlama, [Values(ElementType.Float32, ElementType.BFloat16)] ElementType type)
    {
        var config = Config(isLlama);
        var size = config.CountParameters() * sizeof(float);
        var needed = Needed(WriteFolder(config, type), WeightStorage.Float32);
        TestContext.Out.WriteLine($"{needed / 1e6:F1} MB for a model of {size / 1e6:F1} MB");
        // Fewer only by what earlier tests freed and the allocator kept.
        Assert.That(needed, Is.InRange(0.7 * size, 1.05 * size));
    }

    [Category("Slow")]
    [Test]
    public void LoadingIntoBFloat16NeverHoldsTheModelInFloat32(
        [Values] bool isLlama, [Values(ElementType.Float32, ElementType.BFloat16)] ElementType type)
    {
        var config = Config(isLlama);
        var size = config.CountParameters() * sizeof(float);
        var needed = Needed(WriteFolder(config, type), WeightStorage.BFloat16);
        TestContext.Out.WriteLine($"{needed / 1e6:F1} MB for a model of {size / 1e6:F1} MB in Float32");
        // Half, and a block and a table on their way to it.
        Assert.That(needed, Is.InRange(0.3 * size, 0.8 * size));
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nint padding);

    private static GptConfig Config(bool isLlama) => isLlama
        ? Large with
        {
            Positions = PositionKind.Rotary,
            Norm = NormKind.RmsNorm,
            FeedForward = FeedForwardKind.Gated,
            Activation = Activation.Silu,
            Bias = false
        }
        : Large;

    private static long Needed(string path, WeightStorage storage)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = Trim(0); // the allocator keeps what earlier cases freed
        File.WriteAllText("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        Load(path, storage);
        return Status("VmHWM") - before;
    }

    private static void Load(string path, WeightStorage storage = WeightStorage.Float32)
    {
        using var backend = new CpuBackend(1);
        using var gpt = PretrainedGpt.Load(new GptLoadOptions { ModelPath = path, WeightStorage = storage }, backend);
        Assert.That(gpt.Weights.IsComplete);
    }

    /// <summary>Writes a folder whose weights are zeros that take no room, neither in memory nor on the disk.</summary>
    private string WriteFolder(GptConfig config, ElementType type)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        var family = GptFamily.Of(config);
        File.WriteAllText(Path.Combine(path, "config.json"), family.Write(config).ToJsonString());
        var (name, size) = type == ElementType.Float32 ? ("F32", 4) : ("BF16", 2);
        var map = family.Map(config);
        var json = new StringBuilder("{");
        long offset = 0;
        foreach (var parameter in GptParameters.List(config))
        {
            var shape = Enumerable.Range(0, parameter.Shape.Rank).Select(i => parameter.Shape[i]);
            var end = offset + (size * parameter.Shape.ElementCount);
            json.Append(CultureInfo.InvariantCulture, $"{(offset == 0 ? "" : ",")}\"{parameter.Name}\":{{\"dtype\":\"{name}\",\"shape\":[")
                .AppendJoin(',', map.IsTransposed(parameter.Name) ? shape.Reverse() : shape)
                .Append(CultureInfo.InvariantCulture, $"],\"data_offsets\":[{offset},{end}]}}");
            offset = end;
        }

        var header = Encoding.UTF8.GetBytes(json.Append('}').ToString());
        using var stream = File.Create(Path.Combine(path, "model.safetensors"));
        stream.Write(BitConverter.GetBytes((ulong)header.Length));
        stream.Write(header);
        stream.SetLength(stream.Position + offset);
        return path;
    }

    private static long Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line[(name.Length + 1)..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
