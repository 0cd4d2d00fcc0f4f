namespace Pipelines.Retrieval.Tests;

public unsafe class PieceChecksumTests
{
    [Test]
    public void WritesInAnyPartsAndAllAtOnceGiveTheSame()
    {
        const int Length = 2 * PieceChecksum.PieceLength + 12_345;
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        foreach (var length in new[] { 0, 5, PieceChecksum.PieceLength, Length })
        {
            var parts = new PieceChecksum();
            for (var start = 0; start < length;)
            {
                var part = Math.Min(length - start, 1 + start % 999_983);
                parts.Append(bytes.AsSpan(start, part));
                start += part;
            }

            fixed (byte* all = bytes)
                Assert.That(parts.Value, Is.EqualTo(PieceChecksum.Compute(all, length)), $"{length} bytes");
        }
    }

    [Test]
    public void TheChecksumIsCrc32C()
    {
        // The value of the catalogues for the digits 1 to 9.
        Assert.That(~SectionChecksum.Append(SectionChecksum.Start, "123456789"u8), Is.EqualTo(0xE3069283));
    }

    [Test]
    public void PiecesThatChangePlacesAreNoticed()
    {
        var bytes = new byte[2 * PieceChecksum.PieceLength];
        new Random(2).NextBytes(bytes);
        var swapped = bytes[PieceChecksum.PieceLength..].Concat(bytes[..PieceChecksum.PieceLength]).ToArray();
        fixed (byte* left = bytes, right = swapped)
            Assert.That(PieceChecksum.Compute(left, bytes.Length), Is.Not.EqualTo(PieceChecksum.Compute(right, bytes.Length)));
    }
}
