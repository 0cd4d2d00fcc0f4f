using System.Text;
using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Encoders;

/// <summary>What saved models of a pipeline file have in common: config, weights and, where it is known, the tokenizer.</summary>
internal static class SavedModelParts
{
    private const string WeightsFile = "model.safetensors";
    private const string TokenizerFile = "tokenizer.json";

    /// <summary>Refuses a model that adapters are on.</summary>
    /// <exception cref="PipelineException">There are some.</exception>
    public static void RequirePlain(Module model)
    {
        foreach (var (name, module) in model.NamedModules())
        {
            if (module is IAdapterModule)
            {
                throw new PipelineException(
                    $"There are adapters on the model, on '{name}' for one, which its own files have no place for. Save the adapters' " +
                    "folder, or merge them for good (MergeAndUnload) first.");
            }
        }
    }

    /// <summary>Writes a model.</summary>
    public static void Write(ModelSaveContext context, JsonObject config, Module model, Tokenizer? tokenizer)
    {
        using (var file = context.CreateFile(ModelFolder.ConfigFile))
            file.Write(Encoding.UTF8.GetBytes(config.ToJsonString()));
        using (var file = context.CreateFile(WeightsFile))
            SafetensorsWriter.Write(file, model.GetState());
        if (tokenizer is null)
            return;
        using var stream = context.CreateFile(TokenizerFile);
        TokenizerSerializer.Default.Save(tokenizer, stream);
    }

    /// <summary>Reads a tokenizer; null where none was saved.</summary>
    public static Tokenizer? ReadTokenizer(ModelLoadContext context)
    {
        if (!context.FileExists(TokenizerFile))
            return null;
        using var stream = context.OpenFile(TokenizerFile);
        return TokenizerSerializer.From(context.Services).Load(stream, TokenizerFile);
    }

    /// <summary>Reads a model: makes it by its config and fills it with all weights that are there.</summary>
    /// <exception cref="ModelFormatException">A file is missing or wrong, or they do not belong together.</exception>
    public static TModel Read<TModel>(ModelLoadContext context, Func<ConfigSection, ModelWeights, TModel> create) where TModel : Module =>
        ModelFolderGuard.Run(() =>
        {
            using var weights = ModelWeights.OpenFile(context.ExtractFile(WeightsFile));
            var made = create(ConfigSection.Read(context.ExtractFile(ModelFolder.ConfigFile)), weights);
            try
            {
                if (weights.LoadInto(made).Unused is { Count: > 0 } unused)
                {
                    throw new ModelFormatException(
                        $"The weights hold what the config does not describe: {string.Join(", ", unused.Take(5))}.");
                }

                return made;
            }
            catch
            {
                made.Dispose();
                throw;
            }
        });

    /// <summary>Puts a head on an encoder, which is disposed where there is no such head for it.</summary>
    /// <exception cref="ModelFormatException">There is none.</exception>
    public static TModel AddHead<TModel>(TextEncoder encoder, Func<TextEncoder, TModel> add) where TModel : Module
    {
        try
        {
            return add(encoder);
        }
        catch (Exception e)
        {
            encoder.Dispose();
            if (e is ArgumentException)
                throw new ModelFormatException($"The model cannot be read: {e.Message}", innerException: e);
            throw;
        }
    }
}
