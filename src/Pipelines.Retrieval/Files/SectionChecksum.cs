using System.Buffers.Binary;
using System.Numerics;

namespace Pipelines.Retrieval;

/// <summary>
/// CRC-32C: any flipped byte changes it, and of other damage one in four billion does not. Against accidents, not against malice, and at the
/// speed at which memory is read, so that a mapped index of gigabytes is checked as it is opened.
/// </summary>
internal static class SectionChecksum
{
    /// <summary>The most bytes in a section of a stream.</summary>
    public const int MaximumSection = 1 << 18;

    /// <summary>The length and the checksum in front of a section; an empty one ends the file.</summary>
    public const int HeaderSize = 8;

    /// <summary>What <see cref="Append"/> begins with.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>The checksum of a section that starts from the one before: none can be left out, added or moved unseen.</summary>
    public static uint Compute(uint previous, ReadOnlySpan<byte> section) =>
        ~Append(BitOperations.Crc32C(~previous, (uint)section.Length), section);

    /// <summary>Goes on with a checksum; its complement is the result. How bytes are divided between calls does not matter.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
