using System.Buffers.Binary;
using System.Numerics;

namespace Pipelines.Retrieval;

/// <summary>CRC-32C of sections, each started from the one before: none can be changed, left out, added or moved unseen.</summary>
internal static class SectionChecksum
{
    /// <summary>The most bytes in a section.</summary>
    public const int MaximumSection = 1 << 18;

    /// <summary>The length and the checksum in front of a section; an empty one ends the file.</summary>
    public const int HeaderSize = 8;

    public static uint Compute(uint previous, ReadOnlySpan<byte> section)
    {
        var crc = BitOperations.Crc32C(~previous, (uint)section.Length);
        for (; section.Length >= 8; section = section[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(section));
        foreach (var value in section)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
