namespace Pipelines.Tensors.Tests;

public class SafetensorsReaderTests
{
    // More rows than a strip, more elements than a chunk.
    private static readonly Shape Shape = new(1100, 700);

    private string _path = null!;
    private CpuBackend _backend = null!;
    private float[] _values = null!;

    [SetUp]
    public void Create()
    {
        _path = Path.GetTempFileName();
        _backend = new CpuBackend(1);
        var random = new Random(1);
        _values = [.. Enumerable.Range(0, (int)Shape.ElementCount).Select(_ => random.NextSingle() - 0.5f)];
    }

    [TearDown]
    public void Delete()
    {
        _backend.Dispose();
        File.Delete(_path);
    }

    [Test]
    public void ReadsWhatTheMappedFileReads(
        [Values(ElementType.Float32, ElementType.BFloat16, ElementType.Float16)] ElementType stored,
        [Values(ElementType.Float32, ElementType.BFloat16)] ElementType wanted, [Values] bool isTransposed)
    {
        using var scope = new TensorScope();
        Write(stored);
        var shape = isTransposed ? new Shape(Shape[1], Shape[0]) : Shape;
        var wide = _backend.Empty(shape);
        using (var file = SafetensorsFile.Open(_path))
            file.ReadInto("w", wide, isTransposed);
        using var reader = SafetensorsReader.Open(_path);
        var actual = _backend.Empty(shape, wanted);
        reader.ReadInto("w", actual, isTransposed);
        var (size, expected) = ((int)actual.ByteCount, wide.To(wanted));
        Assert.That(actual.Storage.HostBytes(0, size).SequenceEqual(expected.Storage.HostBytes(0, size)));
    }

    [Test]
    public void RefusesWhatDoesNotFit()
    {
        using var scope = new TensorScope();
        Write(ElementType.Float32);
        using var reader = SafetensorsReader.Open(_path);
        Assert.That(() => reader.ReadInto("v", _backend.Empty(Shape)), Throws.TypeOf<TensorFormatException>().With.Message.Contains("'v'"));
        Assert.That(
            () => reader.ReadInto("w", _backend.Empty(new Shape(3))), Throws.TypeOf<TensorFormatException>().With.Message.Contains("1100"));
        using (var stream = new FileStream(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            stream.SetLength(stream.Length - 1);
        Assert.That(() => reader.ReadInto("w", _backend.Empty(Shape)), Throws.TypeOf<TensorFormatException>().With.Message.Contains("changed"));
        File.Delete(_path);
        Assert.That(() => SafetensorsReader.Open(_path), Throws.TypeOf<TensorFormatException>().With.Message.Contains(_path));
    }

    private void Write(ElementType stored) =>
        SafetensorsWriter.Write(_path, [KeyValuePair.Create("w", _backend.FromArray(_values, Shape))], floatType: stored);
}
