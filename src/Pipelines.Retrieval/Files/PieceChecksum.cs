using System.Numerics;

namespace Pipelines.Retrieval;

/// <summary>A checksum over the checksums of pieces, so that all cores can compare a long section at once.</summary>
internal struct PieceChecksum()
{
    public const int PieceLength = 1 << 22;

    private uint _whole = SectionChecksum.Start;
    private uint _piece = SectionChecksum.Start;
    private int _length;

    public readonly uint Value => ~(_length == 0 ? _whole : BitOperations.Crc32C(_whole, ~_piece));

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, PieceLength - _length)];
            _piece = SectionChecksum.Append(_piece, part);
            _length += part.Length;
            bytes = bytes[part.Length..];
            if (_length < PieceLength)
                continue;
            _whole = BitOperations.Crc32C(_whole, ~_piece);
            _piece = SectionChecksum.Start;
            _length = 0;
        }
    }

    /// <summary>The same of bytes that are all there.</summary>
    public static unsafe uint Compute(byte* start, long length)
    {
        var pieces = new uint[(length + PieceLength - 1) / PieceLength];
        Parallel.For(0, pieces.Length, i =>
        {
            var offset = (long)i * PieceLength;
            var piece = new ReadOnlySpan<byte>(start + offset, (int)Math.Min(PieceLength, length - offset));
            pieces[i] = ~SectionChecksum.Append(SectionChecksum.Start, piece);
        });
        var whole = SectionChecksum.Start;
        foreach (var piece in pieces)
            whole = BitOperations.Crc32C(whole, piece);
        return ~whole;
    }
}
