using Pipelines;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Inspect;

/// <summary>A model folder to look at where none was given: a decoder of two layers that learned nothing, and a tokenizer.</summary>
internal static class TinyModel
{
    private const int VocabularySize = 320;

    private static readonly string[] Texts =
    [
        "A model folder holds the architecture in config.json, the weights in model.safetensors and the tokenizer in tokenizer.json.",
        "The weights are named by the modules that they belong to, and each has its extents and its element type.",
        "The tokenizer cuts texts into the tokens that the model was trained on; with another one its weights mean nothing.",
    ];

    /// <summary>Writes the folder.</summary>
    /// <param name="backend">What it computes on.</param>
    /// <param name="folder">Where; what is there is replaced.</param>
    /// <param name="seed">Decides the weights.</param>
    public static void Write(ITensorBackend backend, string folder, int seed)
    {
        var tokenizer =
            new BytePairTrainer(new BytePairTrainerOptions { VocabularySize = VocabularySize }).Train(Texts.Select(t => t.AsMemory()));
        var config = new GptConfig
        {
            VocabularySize = tokenizer.VocabularySize,
            BlockSize = 512,
            LayerCount = 2,
            HeadCount = 4,
            EmbeddingSize = 64,
        };
        using var model = new GptModel(backend, config, new RandomGenerator((ulong)(uint)seed));
        model.Save(folder, tokenizer: tokenizer);
    }
}
