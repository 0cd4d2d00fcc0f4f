using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace Pipelines.Evaluation.Tests;

internal sealed class TensorBoardTests
{
    private static readonly DateTimeOffset Started = new(2026, 11, 28, 12, 0, 0, 500, TimeSpan.Zero);

    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"events-{Guid.NewGuid():N}");

    [TearDown]
    public void TearDown()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    // CRC-32C's check value (RFC 3720, B.4 and the catalogue of CRCs), and eight bytes at a time gives the same.
    [TestCase("123456789", 0xe3069283u)]
    [TestCase("", 0u)]
    public void ChecksumsAreCrc32C(string text, uint expected) =>
        Assert.That(RecordChecksum.Compute(Encoding.ASCII.GetBytes(text)), Is.EqualTo(expected));

    [Test]
    public void ChecksumsOfZeros() => Assert.That(RecordChecksum.Compute(new byte[32]), Is.EqualTo(0x8a9136aau));

    [Test]
    public void AHistoryIsWrittenAndReadBack()
    {
        ScalarSeries[] series =
        [
            new("loss/train", [new(1, 4.5), new(2, 3.25, Started.AddSeconds(1.5)), new(3_000_000_000, double.NaN)]),
            new("lernrate/größe", [new(0, -1e-3)]),
        ];
        var path = TensorBoardFiles.Write(_folder, series, new TensorBoardOptions { Started = Started, Host = "a/b c" });
        Assert.That(Path.GetFileName(path), Is.EqualTo($"events.out.tfevents.{Started.ToUnixTimeSeconds()}.a_b_c"));
        var events = Read(File.ReadAllBytes(path));
        Assert.That(events[0], Is.EqualTo(new Event(1795867200.5, 0, "brain.Event:2", null, 0)));
        Assert.That(events[1..], Is.EqualTo(new[]
        {
            new Event(1795867200.5, 1, null, "loss/train", 4.5f), new Event(1795867202, 2, null, "loss/train", 3.25f),
            new Event(1795867200.5, 3_000_000_000, null, "loss/train", float.NaN), new Event(1795867200.5, 0, null, "lernrate/größe", -1e-3f),
        }));
        var bytes = File.ReadAllBytes(path);
        TensorBoardFiles.Write(_folder, series, new TensorBoardOptions { Started = Started, Host = "a/b c" });
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(1));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(bytes));
    }

    [Test]
    public void AGrowingFileCanBeReadWhileItGrows()
    {
        var options = new TensorBoardOptions { Started = Started, Host = "h" };
        using var writer = TensorBoardFiles.Open(_folder, options);
        using var second = TensorBoardFiles.Open(_folder, options);
        var path = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).First();
        Assert.That(Directory.GetFiles(_folder), Has.Length.EqualTo(2), "two runs that begin in the same second");
        for (var step = 0; step < 3; step++)
        {
            writer.Add("loss", step, 1.0 / (step + 1));
            writer.Flush();
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            var events = Read(bytes);
            Assert.That(events, Has.Count.EqualTo(step + 2));
            Assert.That(events[^1].Seconds, Is.EqualTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Within(60));
        }
    }

    [Test]
    public void WhatCannotBeWrittenIsSaid()
    {
        Assert.That(() => TensorBoardFiles.Write(_folder, [new("", [])]), Throws.TypeOf<PipelineException>().With.Message.Contains("no tag"));
        Assert.That(() => TensorBoardFiles.Write(_folder, [new("a", [new(-1, 0)])]), Throws.TypeOf<PipelineException>().With.Message.Contains("step -1"));
        Assert.That(() => TensorBoardFiles.Write(_folder, [], new TensorBoardOptions { Host = "" }), Throws.TypeOf<OptionsException>());
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        Assert.That(() => TensorBoardFiles.Open(Path.Combine(_folder, "file")), Throws.TypeOf<PipelineException>());
        Assert.That(() => TensorBoardFiles.Write(Path.Combine(_folder, "file"), []), Throws.TypeOf<PipelineException>());
    }

    private static List<Event> Read(byte[] bytes)
    {
        List<Event> events = [];
        var rest = bytes.AsSpan();
        while (rest.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(rest);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]), Is.EqualTo(Masked(rest[..8])));
            var data = rest.Slice(12, length);
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]), Is.EqualTo(Masked(data)));
            events.Add(Parse(data.ToArray()));
            rest = rest[(16 + length)..];
        }

        return events;
    }

    // Bit by bit from the polynomial, as the definition has it.
    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
        }

        crc = ~crc;
        return unchecked((crc >> 15 | crc << 17) + 0xa282ead8);
    }

    private static Event Parse(byte[] data)
    {
        var (input, read) = (new CodedInputStream(data), new Event(0, 0, null, null, 0));
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            switch (tag >> 3)
            {
                case 1:
                    read = read with { Seconds = input.ReadDouble() };
                    break;
                case 2:
                    read = read with { Step = input.ReadInt64() };
                    break;
                case 3:
                    read = read with { Version = input.ReadString() };
                    break;
                case 5:
                    var summary = new CodedInputStream(input.ReadBytes().ToByteArray());
                    Assert.That(summary.ReadTag() >> 3, Is.EqualTo(1));
                    var value = new CodedInputStream(summary.ReadBytes().ToByteArray());
                    Assert.That(value.ReadTag(), Is.EqualTo(1u << 3 | 2));
                    read = read with { Tag = value.ReadString() };
                    Assert.That(value.ReadTag(), Is.EqualTo(2u << 3 | 5));
                    read = read with { Value = value.ReadFloat() };
                    Assert.That(value.IsAtEnd && summary.IsAtEnd);
                    break;
                default:
                    Assert.Fail($"There is a field {tag >> 3}.");
                    break;
            }
        }

        return read;
    }

    private sealed record Event(double Seconds, long Step, string? Version, string? Tag, float Value);
}
