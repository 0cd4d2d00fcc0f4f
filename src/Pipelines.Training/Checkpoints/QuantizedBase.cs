using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Training;

/// <summary>
/// The quantized weights of a model that is trained. They do not change, so that checkpoints hold their fingerprint alone.
/// </summary>
internal static class QuantizedBase
{
    private const string Key = "pipelines.quantized_sha256";

    /// <summary>What a checkpoint says of them; null where there are none.</summary>
    public static Dictionary<string, string>? Describe(Module module) =>
        QuantizedWeights.Fingerprint(module) is { } hash ? new Dictionary<string, string> { [Key] = hash } : null;

    /// <summary>Refuses a checkpoint of other quantized weights.</summary>
    /// <exception cref="ModuleException">It is.</exception>
    public static void Check(Module module, string path)
    {
        using var file = SafetensorsFile.Open(path);
        var (saved, here) = (file.Metadata.GetValueOrDefault(Key), QuantizedWeights.Fingerprint(module));
        if (saved != here)
        {
            throw new ModuleException(
                $"It is of a model with {(saved is null ? "no quantized weights" : $"the quantized weights {saved[..12]}…")}, "
                    + "and this one has " +
                $"{(here is null ? "none" : $"{here[..12]}…")}. Quantize the same base in the same way.");
        }
    }
}
