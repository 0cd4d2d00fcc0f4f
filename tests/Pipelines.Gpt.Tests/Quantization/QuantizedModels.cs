using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>Small decoders of each family, in memory and in folders, and what they compute.</summary>
internal static class QuantizedModels
{
    public static IReadOnlyList<string> Families { get; } = ["GPT-2", "Llama", "Phi-3", "Qwen2"];

    private static GptConfig Rotary => new()
    {
        VocabularySize = 61,
        BlockSize = 32,
        LayerCount = 2,
        HeadCount = 4,
        KeyValueHeadCount = 2,
        EmbeddingSize = 64,
        FeedForwardSize = 96,
        Positions = PositionKind.Rotary,
        Norm = NormKind.RmsNorm,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        Bias = false,
        TieEmbeddings = false,
    };

    public static GptConfig Config(string family) => family switch
    {
        "GPT-2" => new GptConfig { VocabularySize = 61, BlockSize = 32, LayerCount = 2, HeadCount = 4, EmbeddingSize = 64 },
        "Phi-3" => Rotary with { FusedProjections = true },
        "Qwen2" => Rotary with { QueryKeyValueBias = true, TieEmbeddings = true },
        _ => Rotary,
    };

    public static GptModel Create(ITensorBackend backend, string family, int seed = 3)
    {
        var model = new GptModel(backend, Config(family), new RandomGenerator((ulong)seed));
        // Biases start as zeros, which would hide one that is lost.
        foreach (var (name, parameter) in model.NamedParameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal))
                Initialize.Normal(parameter.Value, 0f, 0.1f, model.Random);
        }

        return model;
    }

    public static float[] Logits(GptModel model)
    {
        using var scope = new TensorScope();
        var batch = new TokenBatch();
        batch.Reset(2, 16);
        for (var row = 0; row < 2; row++)
        {
            var ids = Enumerable.Range(0, 16).Select(i => (7 * i + 13 * row) % 61).ToArray();
            batch.SetRow(row, ids, ids);
        }

        return model.Logits(batch).ToArray<float>();
    }

    /// <summary>A model with decoded weights in Float32 in place of the quantized ones.</summary>
    public static GptModel Twin(GptModel quantized, ITensorBackend backend)
    {
        var twin = new GptModel(backend, quantized.Config, random: null);
        var own = twin.NamedParameters().ToDictionary(p => p.Name, p => p.Parameter, StringComparer.Ordinal);
        foreach (var (name, parameter) in quantized.NamedParameters())
            ElementConversion.Convert(parameter.Value, own[name].Value);
        foreach (var (path, layer) in QuantizedWeights.Of(quantized))
        {
            using var decoded = layer.Weight.Dequantize();
            backend.Copy(decoded, own[$"{path}.weight"].Value);
        }

        return twin;
    }

    /// <summary>The codes and scales under their names in files.</summary>
    public static Dictionary<string, byte[]> Codes(GptModel model)
    {
        using var scope = new TensorScope();
        return QuantizedWeights.FileTensors(model).ToDictionary(t => t.Key, t => t.Value.Storage.HostBytes(0, (int)t.Value.ByteCount).ToArray());
    }

    public static void AssertSameCodes(GptModel actual, GptModel expected)
    {
        var (one, other) = (Codes(actual), Codes(expected));
        Assert.That(other, Is.Not.Empty);
        Assert.That(one.Keys, Is.EquivalentTo(other.Keys));
        foreach (var (name, bytes) in other)
            Assert.That(one[name].AsSpan().SequenceEqual(bytes), name);
    }
}
