using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Gpt;

/// <summary>The files of a stage that carries a decoder, alone or with a head: config, weights and the tokenizer, where known.</summary>
internal static class SavedDecoder
{
    public const string ConfigFile = "config.json";
    private const string WeightsFile = "model.safetensors";
    private const string TokenizerFile = "tokenizer.json";

    /// <summary>Writes the files.</summary>
    public static void Write(ModelSaveContext context, Module model, GptConfig config, Tokenizer? tokenizer)
    {
        context.WriteJson(config, ConfigFile);
        using (var weights = context.CreateFile(WeightsFile))
        using (new TensorScope())
            SafetensorsWriter.Write(weights, model.GetState().Concat(QuantizedWeights.FileTensors(model)));
        if (tokenizer is null)
            return;
        using var file = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(tokenizer, file);
    }

    /// <summary>Reads the files.</summary>
    /// <param name="context">Where they are.</param>
    /// <param name="what">The model in messages, as "decoder".</param>
    /// <param name="load">Makes the model of a config and reads its weights.</param>
    /// <exception cref="ModelFormatException">They do not belong together or cannot be read.</exception>
    public static (T Model, Tokenizer? Tokenizer) Read<T>(
        ModelLoadContext context, string what, Func<GptConfig, ModelWeights, (T Model, WeightMatch Match)> load)
        where T : Module
    {
        var config = context.ReadJson<GptConfig>(ConfigFile);
        Tokenizer? tokenizer = null;
        if (context.FileExists(TokenizerFile))
        {
            using var stream = context.OpenFile(TokenizerFile);
            tokenizer = TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
        }

        T? model = null;
        try
        {
            using var weights = ModelWeights.OpenFile(context.ExtractFile(WeightsFile));
            GptFolder.CheckSize(config, weights, ConfigFile);
            (model, var match) = load(config, weights);
            if (match.Unused.Count > 0)
            {
                throw new ModelFormatException(
                    $"The {what}'s weights hold what its config does not describe: {string.Join(", ", match.Unused.Take(5))}.");
            }

            return (model, tokenizer);
        }
        catch (Exception e)
        {
            model?.Dispose();
            if (e is OptionsException or TensorFormatException or ModelFolderException)
                throw new ModelFormatException($"The {what} cannot be read: {e.Message}", innerException: e);
            throw;
        }
    }

    /// <summary>Reads weights into a model, which is disposed where that fails.</summary>
    public static (T Model, WeightMatch Match) Load<T>(ModelWeights weights, T model) where T : Module
    {
        try
        {
            return (model, weights.LoadInto(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
