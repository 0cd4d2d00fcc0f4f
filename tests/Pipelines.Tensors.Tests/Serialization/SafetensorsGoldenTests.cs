using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pipelines.Testing.Goldens;

namespace Pipelines.Tensors.Tests;

/// <summary>The verdicts of the original Rust crate.</summary>
[Category("Golden")]
internal sealed class SafetensorsGoldenTests : EngineTests
{
    private const string Case = "safetensors-format";

    [Test]
    public void VerdictsAgree()
    {
        var folder = GoldenCase.Open(Case).Folder;
        var verdicts = GoldenCase.Open(Case).Json.GetProperty("verdict_of_the_rust_crate").EnumerateObject().ToList();
        Assert.That(verdicts, Has.Count.EqualTo(24));
        foreach (var verdict in verdicts)
        {
            var path = Path.Combine(folder, verdict.Name);
            if (verdict.Value.GetString() == "accepted")
                Assert.That(() => SafetensorsFile.Open(path).Dispose(), Throws.Nothing, verdict.Name);
            else
            {
                Assert.That(
                    () => SafetensorsFile.Open(path), Throws.TypeOf<TensorFormatException>().With.Property("Path").EqualTo(path),
                    verdict.Name);
            }
        }
    }

    [Test]
    public void ValuesAgree()
    {
        using var file = SafetensorsFile.Open(Path.Combine(GoldenCase.Open(Case).Folder, "valid_all_dtypes.safetensors"));
        var values = GoldenCase.Open(Case).Json.GetProperty("values");
        Assert.That(file.Metadata, Is.EqualTo(new Dictionary<string, string> { ["format"] = "pt" }));
        Assert.That(file.Entries.Keys, Is.EquivalentTo(values.EnumerateObject().Select(value => value.Name)));
        foreach (var value in values.EnumerateObject())
        {
            var isScalar = value.Value.ValueKind == JsonValueKind.Number;
            var expected = isScalar
                ? [value.Value.GetDouble()]
                : value.Value.GetProperty("data").EnumerateArray().Select(number => number.GetDouble()).ToArray();
            long[] extents = isScalar ? [] : [.. value.Value.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt64())];
            Assert.That(file.Entries[value.Name].Extents.ToArray(), Is.EqualTo(extents), value.Name);
            Assert.That(Numbers(file, value.Name), Is.EqualTo(expected), value.Name);
        }
    }

    [Test]
    public void ReferenceFilesAreWrittenByteForByte()
    {
        // Files that PyTorch's writer made, one of them in half precision.
        string[] files =
            ["gpt2-train-grouped-clip/model.safetensors", "gpt2-train-grouped-clip/expected.safetensors", "gpt2-bf16/model.safetensors"];
        foreach (var name in files)
        {
            var path = Path.Combine(GoldenCase.Open(Path.GetDirectoryName(name)!).Folder, Path.GetFileName(name));
            using var file = SafetensorsFile.Open(path);
            using var scope = new TensorScope();
            var tensors = file.Entries.Values.ToDictionary(
                entry => entry.Name,
                entry => file.Read(entry.Name, Backend, entry.Type == SafetensorsType.BFloat16 ? ElementType.BFloat16 : null));
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, tensors, file.Metadata.Count == 0 ? null : file.Metadata);
            Assert.That(stream.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(path)), Is.True, name);
        }
    }

    private double[] Numbers(SafetensorsFile file, string name)
    {
        if (file.Entries[name].Type == SafetensorsType.Int16)
            return Array.ConvertAll(MemoryMarshal.Cast<byte, short>(file.GetBytes(name)).ToArray(), v => (double)v);
        var isDouble = file.Entries[name].Type == SafetensorsType.Float64;
        var tensor = file.Read(name, Backend, isDouble ? ElementType.Float64 : null);
        return tensor.ElementType switch
        {
            ElementType.Float64 => tensor.ToArray<double>(),
            ElementType.Float32 => Array.ConvertAll(tensor.ToArray<float>(), Shortest),
            ElementType.Int64 => Array.ConvertAll(tensor.ToArray<long>(), v => (double)v),
            ElementType.Int32 => Array.ConvertAll(tensor.ToArray<int>(), v => (double)v),
            ElementType.Int8 => Array.ConvertAll(tensor.ToArray<sbyte>(), v => (double)v),
            _ => Array.ConvertAll(tensor.ToArray<byte>(), v => (double)v),
        };
    }

    /// <summary>The case gives the shortest decimal that parses back to the same Float32.</summary>
    private static double Shortest(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
