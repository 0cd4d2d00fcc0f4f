using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pipelines.Peft;

/// <summary>Seeds of what fresh adapters start with.</summary>
internal static class AdapterSeeds
{
    /// <summary>A module's seed: it depends on the run's and on the module's path, not on what else is adapted.</summary>
    public static ulong Of(string path, int seed)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(path));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) ^ (uint)seed;
    }
}
