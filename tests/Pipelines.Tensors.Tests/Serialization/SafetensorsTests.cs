using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Tensors.Tests;

internal sealed class SafetensorsTests : EngineTests
{
    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void RoundTripsEveryElementType()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["b.weight"] = Frozen(1, 3, 5),
            ["a.weight"] = Frozen(2, 2, 2, 2, 2, 2),
            ["scalar"] = Backend.Scalar(2.5f),
            ["empty"] = Backend.Empty(new Shape(0, 4)),
            ["ids"] = Ids([1, -2, 3]),
            ["half"] = Frozen(3, 7).To(ElementType.Float16),
            ["brain"] = Frozen(4, 7).To(ElementType.BFloat16),
            ["double"] = Frozen(5, 7).To(ElementType.Float64),
            ["long"] = Ids([1, -2, 3]).To(ElementType.Int64),
            ["bytes"] = Backend.FromArray<byte>([1, 2, 255], new Shape(3), ElementType.UInt8),
            ["signed"] = Backend.FromArray<sbyte>([1, -2, 3], new Shape(3), ElementType.Int8),
            ["flags"] = Backend.FromArray<byte>([1, 0, 1], new Shape(3), ElementType.Boolean),
            ["a \"name\"\n\\ with \u0001 ü 中 😀"] = Frozen(6, 1),
        };
        var path = Write(tensors, new Dictionary<string, string> { ["format"] = "pt", ["note"] = "\"quoted\"" });

        using var file = SafetensorsFile.Open(path);
        Assert.That(file.Entries.Keys, Is.EquivalentTo(tensors.Keys));
        Assert.That(file.Metadata["note"], Is.EqualTo("\"quoted\""));
        foreach (var (name, tensor) in tensors)
        {
            var read = file.Read(name, Backend, tensor.ElementType);
            Assert.That(read.Shape, Is.EqualTo(tensor.Shape), name);
            Assert.That(Bytes(read), Is.EqualTo(Bytes(tensor)), name);
        }

        Assert.That(new FileInfo(path).Length % 2, Is.EqualTo(1), "the data ends with nine single bytes");
        Assert.That(BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path)) % 8, Is.Zero);
    }

    [Test]
    public void FloatsAreReadAsFloat32()
    {
        var values = Frozen(1, 33);
        var path = Write(new()
        {
            ["half"] = values.To(ElementType.Float16),
            ["brain"] = values.To(ElementType.BFloat16),
            ["double"] = values.To(ElementType.Float64),
        });
        using var file = SafetensorsFile.Open(path);
        Assert.That(file.Read("half", Backend).ToArray<float>(), Is.EqualTo(values.ToArray<float>()).Within(1e-3f));
        Assert.That(file.Read("brain", Backend).ToArray<float>(), Is.EqualTo(values.ToArray<float>()).Within(1e-2f));
        Assert.That(file.Read("double", Backend).ToArray<float>(), Is.EqualTo(values.ToArray<float>()));
        var target = Backend.Empty(new Shape(33));
        file.ReadInto("double", target);
        Assert.That(target.ToArray<float>(), Is.EqualTo(values.ToArray<float>()));
    }

    [Test]
    public void FloatsAreStoredInHalfPrecision()
    {
        var path = Path.Combine(_folder, "half.safetensors");
        var values = Frozen(1, 33);
        SafetensorsWriter.Write(
            path, new Dictionary<string, Tensor> { ["w"] = values, ["ids"] = Ids([1]) }, floatType: ElementType.BFloat16);
        using var file = SafetensorsFile.Open(path);
        Assert.That(file.Entries["w"].Type, Is.EqualTo(SafetensorsType.BFloat16));
        Assert.That(file.Entries["ids"].Type, Is.EqualTo(SafetensorsType.Int32));
        Assert.That(
            file.Read("w", Backend, ElementType.BFloat16).ToArray<ushort>(), Is.EqualTo(values.To(ElementType.BFloat16).ToArray<ushort>()));
    }

    [Test]
    public void LargeTensorsAreWrittenInPieces()
    {
        var values = Frozen(1, 3, 1_000_003);
        var path = Path.Combine(_folder, "large.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["w"] = values }, floatType: ElementType.Float16);
        using var file = SafetensorsFile.Open(path);
        var read = file.Read("w", Backend, ElementType.Float16);
        Assert.That(read.AsSpan<ushort>().SequenceEqual(values.To(ElementType.Float16).AsSpan<ushort>()), Is.True);
    }

    [Test]
    public void MissingTensorIsNamedWithThoseThatAreThere()
    {
        using var file = SafetensorsFile.Open(Write(new() { ["here"] = Frozen(1, 2) }));
        Assert.That(
            () => file.Read("there", Backend),
            Throws.TypeOf<TensorFormatException>().With.Message.Contains("there").And.Message.Contains("here")
                .And.Property("TensorName").EqualTo("there"));
    }

    [Test]
    public void WrongShapeIsAnError()
    {
        using var file = SafetensorsFile.Open(Write(new() { ["w"] = Frozen(1, 2, 3) }));
        Assert.That(
            () => file.ReadInto("w", Backend.Empty(new Shape(3, 2))),
            Throws.TypeOf<TensorFormatException>().With.Message.Contains("[3, 2]"));
    }

    [Test]
    public void ImpossibleConversionIsAnErrorAndLeavesNothing()
    {
        using var file = SafetensorsFile.Open(Write(new() { ["ids"] = Ids([1, 2]) }));
        var before = Backend.Memory.TensorsInUse;
        Assert.That(
            () => file.Read("ids", Backend, ElementType.Float32), Throws.TypeOf<TensorFormatException>().With.Message.Contains("Int32"));
        Assert.That(Backend.Memory.TensorsInUse, Is.EqualTo(before));
    }

    [Test]
    public void DeepShapesAndLargeExtentsAreReadRaw()
    {
        const string Deep = """{"deep":{"dtype":"U8","shape":[1,1,1,1,1,1],"data_offsets":[0,1]},""";
        const string Wide = """ "wide":{"dtype":"U8","shape":[0,3000000000],"data_offsets":[1,1]}}""";
        var path = Raw(Deep + Wide, 1);
        using var file = SafetensorsFile.Open(path);
        Assert.That(() => file.Read("deep", Backend), Throws.TypeOf<TensorFormatException>().With.Message.Contains("dimensions"));
        Assert.That(() => file.Read("wide", Backend), Throws.TypeOf<TensorFormatException>());
        Assert.That(file.GetBytes("deep").Length, Is.EqualTo(1));
        Assert.That(file.GetBytes("wide").Length, Is.Zero);
    }

    [Test]
    public void BytesOutsideATensorAreRefused()
    {
        using var file = SafetensorsFile.Open(Write(new() { ["a"] = Frozen(1, 2), ["b"] = Frozen(2, 2) }));
        Assert.That(() => file.GetBytes("a", 4, 8).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => file.GetBytes("a", -4, 4).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(file.GetBytes("a", 4, 4).Length, Is.EqualTo(4));
    }

    [TestCase(
        """{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]}, """ + """ "a":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""",
        2, "twice", "a")]
    [TestCase("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "twice", "a")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "trailing", null)]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "cut off", null)]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "hole", "a")]
    [TestCase(
        """{"a":{"dtype":"I16","shape":[],"data_offsets":[0,2]}, """ + """ "b":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}""",
        2, "overlap", "b")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "at least 0", null)]
    [TestCase("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "whole numbers", null)]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "two data_offsets", "a")]
    [TestCase("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "must give", "a")]
    [TestCase("""{"a":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "'f32' is unknown", "a")]
    [TestCase("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "dtype", null)]
    [TestCase("""{"a":[1]}""", 0, "StartObject", null)]
    [TestCase("""[1]""", 0, "StartObject", null)]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}""", 0, "overflows", "a")]
    [TestCase("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", 4, "JSON", null)]
    [TestCase("""{} {}""", 0, "JSON", null)]
    [TestCase("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "JSON", null)]
    [TestCase("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "twice", null)]
    [TestCase("""{"__metadata__":{},"__metadata__":{}}""", 0, "twice", null)]
    [TestCase("""{"__metadata__":{"a":1}}""", 0, "JSON", null)]
    [TestCase("", 0, "JSON", null)]
    public void BadHeaders(string json, int dataSize, string problem, string? tensor)
    {
        var path = Raw(json, dataSize);
        var error = Assert.Throws<TensorFormatException>(() => SafetensorsFile.Open(path));
        Assert.That(error.Message, Does.Contain(problem).And.Contain(path));
        Assert.That(error.TensorName, Is.EqualTo(tensor));
    }

    [Test]
    public void EveryPrefixOfAFileIsRefused()
    {
        var whole = File.ReadAllBytes(
            Write(new() { ["a"] = Frozen(1, 2), ["b"] = Frozen(2, 3) }, new Dictionary<string, string> { ["k"] = "v" }));
        var path = Path.Combine(_folder, "cut.safetensors");
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.That(() => SafetensorsFile.Open(path), Throws.TypeOf<TensorFormatException>(), $"{length} bytes");
        }
    }

    [Test]
    public void EveryFlippedHeaderByteIsRefusedOrHarmless()
    {
        var whole = File.ReadAllBytes(Write(new() { ["a"] = Frozen(1, 2), ["b"] = Frozen(2, 3) }));
        var path = Path.Combine(_folder, "flipped.safetensors");
        for (var i = 0; i < whole.Length - 20; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var flipped = whole.ToArray();
                flipped[i] ^= (byte)(1 << bit);
                File.WriteAllBytes(path, flipped);
                try
                {
                    using var file = SafetensorsFile.Open(path);
                    Assert.That(file.Entries.Values.Sum(entry => entry.ByteCount), Is.EqualTo(20), $"byte {i} bit {bit}");
                }
                catch (TensorFormatException error)
                {
                    Assert.That(error.Path, Is.EqualTo(path));
                }
            }
        }
    }

    [Test]
    public void AFailedWriteLeavesTheOldFileAndNothingElse()
    {
        var path = Write(new() { ["a"] = Frozen(1, 2) });
        var before = File.ReadAllBytes(path);
        var gone = Frozen(2, 2);
        gone.Dispose();
        Assert.That(
            () => SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = Frozen(3, 9), ["b"] = gone }),
            Throws.TypeOf<ObjectDisposedException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.GetFileSystemEntries(_folder), Has.Length.EqualTo(1));
    }

    [Test]
    public void AMissingFolderIsAnIOError() => Assert.That(
        () => SafetensorsWriter.Write(Path.Combine(_folder, "no", "file.safetensors"), new Dictionary<string, Tensor>()),
        Throws.InstanceOf<IOException>());

    [Test]
    public void UnwritableNames()
    {
        foreach (var name in new[] { "__metadata__", "half \ud800 pair" })
        {
            Assert.That(
                () => SafetensorsWriter.Write(Stream.Null, new Dictionary<string, Tensor> { [name] = Frozen(1, 2) }),
                Throws.ArgumentException);
        }
    }

    [Test]
    public void ANameGivenTwiceIsRefused()
    {
        var tensor = Frozen(1, 2);
        Assert.That(
            () => SafetensorsWriter.Write(Stream.Null, [new("a", tensor), new("a", tensor)]),
            Throws.ArgumentException.With.Message.Contains("'a'"));
    }

    private static byte[] Bytes(Tensor tensor) => tensor.Storage.HostBytes(0, (int)tensor.ByteCount).ToArray();

    private string Write(Dictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var path = Path.Combine(_folder, "file.safetensors");
        SafetensorsWriter.Write(path, tensors, metadata);
        return path;
    }

    private string Raw(string json, int dataSize)
    {
        var path = Path.Combine(_folder, "raw.safetensors");
        var text = Encoding.UTF8.GetBytes(json);
        var bytes = new byte[8 + text.Length + dataSize];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
