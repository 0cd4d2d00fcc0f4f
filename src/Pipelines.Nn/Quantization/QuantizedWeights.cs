using System.Security.Cryptography;
using System.Text;
using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>The quantized weights of a model, which are no parameters.</summary>
public static class QuantizedWeights
{
    private const int Chunk = 1 << 24;

    /// <summary>The quantized projections from a module down, with their paths.</summary>
    public static IEnumerable<(string Path, QuantizedLinear Layer)> Of(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        foreach (var (path, part) in module.NamedModules())
        {
            if (part is QuantizedLinear layer)
                yield return (path, layer);
        }
    }

    /// <summary>The bytes that their codes and scales take.</summary>
    public static long CountBytes(Module module)
    {
        long bytes = 0;
        foreach (var (_, layer) in Of(module))
            bytes += layer.Weight.StorageBytes;
        return bytes;
    }

    /// <summary>How many numbers they stand for.</summary>
    public static long CountElements(Module module)
    {
        long elements = 0;
        foreach (var (_, layer) in Of(module))
            elements += layer.Weight.Shape.ElementCount;
        return elements;
    }

    /// <summary>
    /// The tensors that files hold of them, under bitsandbytes' names; to be written as they are. They share the weights' memory where they
    /// can and belong to the innermost scope.
    /// </summary>
    /// <exception cref="ModuleException">A weight is of a kind that files cannot hold.</exception>
    public static IReadOnlyDictionary<string, Tensor> FileTensors(Module module)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (path, layer) in Of(module))
        {
            foreach (var (name, tensor) in BitsAndBytes.Tensors($"{path}.weight", layer.Weight))
                tensors.Add(name, tensor);
        }

        return tensors;
    }

    /// <summary>The tensors that files hold of one weight; see <see cref="FileTensors(Module)"/>.</summary>
    /// <param name="name">The weight's name.</param>
    /// <param name="weight">The weight.</param>
    /// <exception cref="ModuleException">The weight is of a kind that files cannot hold.</exception>
    public static IReadOnlyDictionary<string, Tensor> FileTensors(string name, QuantizedTensor weight)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(weight);
        return BitsAndBytes.Tensors(name, weight).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The SHA-256 of all of them and their names; null where the model has none.</summary>
    public static string? Fingerprint(Module module)
    {
        using var scope = new TensorScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var isEmpty = true;
        foreach (var (name, tensor) in FileTensors(module).OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            isEmpty = false;
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            for (long start = 0; start < tensor.ByteCount; start += Chunk)
                hash.AppendData(tensor.Storage.HostBytes(start, (int)Math.Min(Chunk, tensor.ByteCount - start)));
        }

        return isEmpty ? null : Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
