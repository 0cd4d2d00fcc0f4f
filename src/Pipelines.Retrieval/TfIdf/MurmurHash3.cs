using System.Buffers.Binary;
using System.Numerics;

namespace Pipelines.Retrieval;

/// <summary>MurmurHash3 of 32 bits (Austin Appleby, public domain), seed 0: the hash of features in scikit-learn.</summary>
internal static class MurmurHash3
{
    private const uint First = 0xcc9e2d51;
    private const uint Second = 0x1b873593;

    public static int Compute(ReadOnlySpan<byte> data)
    {
        var (hash, length) = (0u, (uint)data.Length);
        for (; data.Length >= sizeof(uint); data = data[sizeof(uint)..])
        {
            hash ^= Mixed(BinaryPrimitives.ReadUInt32LittleEndian(data));
            hash = (BitOperations.RotateLeft(hash, 13) * 5) + 0xe6546b64;
        }

        var rest = 0u;
        for (var i = data.Length - 1; i >= 0; i--)
            rest = (rest << 8) | data[i];
        hash ^= Mixed(rest);
        hash ^= length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return (int)(hash ^ (hash >> 16));
    }

    private static uint Mixed(uint word) => BitOperations.RotateLeft(word * First, 15) * Second;
}
