using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>Fingerprints of tensors, so that one that was changed, zeroed or removed since it was saved is noticed.</summary>
internal static class TensorHashes
{
    /// <summary>Where a file says which tokenizer the adapter was trained with.</summary>
    public const string TokenizerKey = "pipelines.tokenizer";

    /// <summary>Where a file says how far it was from the adapter in memory when it was written.</summary>
    public const string DifferenceKey = "pipelines.largest_difference";

    private const string Prefix = "pipelines.sha256:";
    private const string BaseKey = "pipelines.base_sha256";
    private const int Chunk = 1 << 24;

    /// <summary>What a file says of its tensors.</summary>
    public static Dictionary<string, string> Describe(IEnumerable<KeyValuePair<string, Tensor>> tensors, string baseHash)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt", [BaseKey] = baseHash };
        foreach (var (name, tensor) in tensors)
            metadata.Add(Prefix + name, Of(tensor));
        return metadata;
    }

    /// <summary>The fingerprint of the base that an adapter was saved for; null where the file does not say.</summary>
    public static string? BaseOf(SafetensorsFile file) => file.Metadata.GetValueOrDefault(BaseKey);

    /// <summary>Checks a file against what it says of its tensors, where it says something.</summary>
    /// <exception cref="TensorFormatException">A tensor is missing, not listed, or not what it was.</exception>
    public static void Check(SafetensorsFile file)
    {
        var listed = file.Metadata.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal)).Select(k => k[Prefix.Length..]).ToList();
        if (listed.Count == 0)
            return;
        foreach (var name in listed)
        {
            if (!file.Entries.ContainsKey(name))
                throw new TensorFormatException(
                    file.Path, name, "it was saved but is not in the file any more. Take the adapter from its source.");
        }

        foreach (var name in file.Entries.Keys)
        {
            if (!file.Metadata.TryGetValue(Prefix + name, out var expected))
                throw new TensorFormatException(
                    file.Path, name, "it was not in the file when the adapter was saved. Take the adapter from its source.");
            if (Of(file, name) != expected)
            {
                throw new TensorFormatException(
                    file.Path, name,
                    "its values are not those that were saved: the file was changed or is damaged. Take the adapter from its source.");
            }
        }
    }

    /// <summary>The fingerprint of a base: all its parameters, by name.</summary>
    public static string OfBase(IEnumerable<KeyValuePair<string, Tensor>> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in parameters.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{name} {tensor.ElementType} {tensor.Shape}\n")));
            Append(hash, tensor);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Of(Tensor tensor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, tensor);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Of(SafetensorsFile file, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = file.Entries[name].ByteCount;
        for (long start = 0; start < size; start += Chunk)
            hash.AppendData(file.GetBytes(name, start, (int)Math.Min(Chunk, size - start)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Tensor tensor)
    {
        for (long start = 0; start < tensor.ByteCount; start += Chunk)
            hash.AppendData(tensor.Storage.HostBytes(start, (int)Math.Min(Chunk, tensor.ByteCount - start)));
    }
}
