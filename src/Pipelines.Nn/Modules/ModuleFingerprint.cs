using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>What tells a model's weights from all others.</summary>
public static class ModuleFingerprint
{
    private const int Chunk = 1 << 24;

    /// <summary>The SHA-256 of all parameters and quantized weights from a module down, with their names, types and shapes.</summary>
    /// <param name="module">The module.</param>
    public static string Compute(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, parameter) in module.NamedParameters().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            var tensor = parameter.Value;
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{name} {tensor.ElementType} {tensor.Shape}\n")));
            for (long start = 0; start < tensor.ByteCount; start += Chunk)
                hash.AppendData(tensor.Storage.HostBytes(start, (int)Math.Min(Chunk, tensor.ByteCount - start)));
        }

        if (QuantizedWeights.Fingerprint(module) is { } quantized)
            hash.AppendData(Encoding.UTF8.GetBytes(quantized));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
