using Pipelines.Nn;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>What saved models of a pipeline file have in common.</summary>
internal static class SavedModelParts
{
    /// <summary>Reads a tokenizer; null where none was saved.</summary>
    public static Tokenizer? ReadTokenizer(ModelLoadContext context, string name)
    {
        if (!context.FileExists(name))
            return null;
        using var stream = context.OpenFile(name);
        return TokenizerSerializer.From(context.Services).Load(stream, name);
    }

    /// <summary>Reads weights, all of them.</summary>
    public static void Fill(Module model, ModelWeights weights)
    {
        if (weights.LoadInto(model).Unused is { Count: > 0 } unused)
            throw new ModelFormatException($"The weights hold what the config does not describe: {string.Join(", ", unused.Take(5))}.");
    }
}
