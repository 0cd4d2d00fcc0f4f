using System.Buffers.Binary;

namespace Pipelines.Retrieval.Postgres.Tests;

/// <summary>The format of COPY, read back; the other half of the proof is the database that takes it.</summary>
internal sealed class PassageCopyTests
{
    [Test]
    public void Vectors_of_the_extension_have_their_dimension_before_them_and_the_highest_byte_first()
    {
        var fields = Write(
            new StoreLayout("s", "n", 2, VectorMetric.L2, "simple", "ext"), new Passage(-2, "é") { Vector = new[] { 1.5f, -2f } });

        Assert.That(fields[0], Is.EqualTo(new byte[] { 255, 255, 255, 255, 255, 255, 255, 254 }));
        Assert.That(fields[1], Is.EqualTo("é"u8.ToArray()));
        Assert.That(fields[2], Is.EqualTo("\u0001{}"u8.ToArray()));
        Assert.That(fields[3], Is.EqualTo(new byte[] { 0, 2, 0, 0, 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0 }));
    }

    [Test]
    public void Vectors_as_bytes_have_the_lowest_first_and_those_of_cosine_the_length_one()
    {
        var layout = new StoreLayout("s", "n", 2, VectorMetric.Cosine, "simple", null);

        Assert.That(
            Write(layout, new Passage(1, "") { Vector = new[] { 0f, -4f } })[3], Is.EqualTo(new byte[] { 0, 0, 0, 0, 0, 0, 0x80, 0xBF }));
        Assert.That(Write(layout, new Passage(1, "") { Vector = new[] { 0f, 0f } })[3], Is.EqualTo(new byte[8]));
        Assert.That(Write(layout, new Passage(1, ""))[3], Is.Null);
    }

    private static byte[]?[] Write(StoreLayout layout, Passage passage)
    {
        using var stream = new MemoryStream();
        var copy = new PassageCopy(stream, layout);
        copy.Begin();
        copy.Add(passage);
        copy.End();
        var bytes = stream.ToArray().AsSpan();
        Assert.That(bytes[..19].ToArray(), Is.EqualTo((byte[])[.. "PGCOPY\n"u8, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.That(bytes[^2..].ToArray(), Is.EqualTo(new byte[] { 255, 255 }));
        bytes = bytes[19..];
        var fields = new byte[]?[BinaryPrimitives.ReadInt16BigEndian(bytes)];
        bytes = bytes[2..];
        for (var i = 0; i < fields.Length; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
            bytes = bytes[4..];
            fields[i] = length < 0 ? null : bytes[..length].ToArray();
            bytes = bytes[Math.Max(0, length)..];
        }

        Assert.That(bytes.Length, Is.EqualTo(2));
        return fields;
    }
}
