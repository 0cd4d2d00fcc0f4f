using System.Buffers.Binary;
using System.Numerics;

namespace Pipelines.Evaluation;

/// <summary>
/// The checksum of TFRecord files: CRC-32C, turned and moved so that a checksum of data that holds checksums is none of theirs.
/// </summary>
internal static class RecordChecksum
{
    private const uint Moved = 0xa282ead8;

    public static uint Masked(ReadOnlySpan<byte> bytes) => unchecked(BitOperations.RotateRight(Compute(bytes), 15) + Moved);

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
