using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>The architectures of published decoders, by property or by name.</summary>
public static class GptArchitectures
{
    private static readonly GptConfig Llama = new()
    {
        VocabularySize = 32_000,
        BlockSize = 4096,
        Norm = NormKind.RmsNorm,
        Positions = PositionKind.Rotary,
        FeedForward = FeedForwardKind.Gated,
        Activation = Activation.Silu,
        Bias = false,
        TieEmbeddings = false,
    };

    /// <summary>GPT-2 350M (Radford et al. 2019), <c>gpt2-medium</c>.</summary>
    public static GptConfig Gpt2Medium { get; } = GptConfig.Gpt2 with { LayerCount = 24, HeadCount = 16, EmbeddingSize = 1024 };

    /// <summary>GPT-2 774M, <c>gpt2-large</c>.</summary>
    public static GptConfig Gpt2Large { get; } = GptConfig.Gpt2 with { LayerCount = 36, HeadCount = 20, EmbeddingSize = 1280 };

    /// <summary>GPT-2 1558M, <c>gpt2-xl</c>.</summary>
    public static GptConfig Gpt2XL { get; } = GptConfig.Gpt2 with { LayerCount = 48, HeadCount = 25, EmbeddingSize = 1600 };

    /// <summary>Llama 2 7B (Touvron et al. 2023).</summary>
    public static GptConfig Llama2Of7B { get; } =
        Llama with { LayerCount = 32, HeadCount = 32, EmbeddingSize = 4096, FeedForwardSize = 11_008 };

    /// <summary>Llama 2 13B.</summary>
    public static GptConfig Llama2Of13B { get; } =
        Llama with { LayerCount = 40, HeadCount = 40, EmbeddingSize = 5120, FeedForwardSize = 13_824 };

    /// <summary>Llama 2 70B, with 8 heads of keys and values.</summary>
    public static GptConfig Llama2Of70B { get; } =
        Llama with { LayerCount = 80, HeadCount = 64, KeyValueHeadCount = 8, EmbeddingSize = 8192, FeedForwardSize = 28_672 };

    /// <summary>Llama 3 8B (Grattafiori et al. 2024).</summary>
    public static GptConfig Llama3Of8B { get; } = Llama with
    {
        VocabularySize = 128_256,
        BlockSize = 8192,
        LayerCount = 32,
        HeadCount = 32,
        KeyValueHeadCount = 8,
        EmbeddingSize = 4096,
        FeedForwardSize = 14_336,
        RopeTheta = 500_000f,
    };

    /// <summary>Phi-3-mini with 4,096 positions (Abdin et al. 2024).</summary>
    public static GptConfig Phi3Mini { get; } = Llama with
    {
        VocabularySize = 32_064,
        LayerCount = 32,
        HeadCount = 32,
        EmbeddingSize = 3072,
        FeedForwardSize = 8192,
        FusedProjections = true,
        SlidingWindow = 2047,
    };

    /// <summary>All of them and GPT-2 124M, by the names that <see cref="Get"/> knows.</summary>
    public static IReadOnlyDictionary<string, GptConfig> ByName { get; } =
        new Dictionary<string, GptConfig>(StringComparer.OrdinalIgnoreCase)
        {
            ["gpt2"] = GptConfig.Gpt2,
            ["gpt2-medium"] = Gpt2Medium,
            ["gpt2-large"] = Gpt2Large,
            ["gpt2-xl"] = Gpt2XL,
            ["llama-2-7b"] = Llama2Of7B,
            ["llama-2-13b"] = Llama2Of13B,
            ["llama-2-70b"] = Llama2Of70B,
            ["llama-3-8b"] = Llama3Of8B,
            ["phi-3-mini"] = Phi3Mini,
        };

    /// <summary>The architecture of a name, such as <c>gpt2-medium</c> or <c>llama-2-7b</c>.</summary>
    /// <exception cref="PipelineException">The name is not known; the message lists those that are.</exception>
    public static GptConfig Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ByName.TryGetValue(name, out var config)
            ? config
            : throw new PipelineException(
                $"There is no architecture '{name}'. Known are: {string.Join(", ", ByName.Keys)}; or give a GptConfig.");
    }
}
