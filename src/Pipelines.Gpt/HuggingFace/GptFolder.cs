using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>Reads and writes decoders in Hugging Face's folder layout.</summary>
internal static class GptFolder
{
    /// <summary>The architecture a folder's config describes and its weights have, checked against the size of the weights.</summary>
    /// <exception cref="ModelFolderException">The config is wrong or of an unknown family, or the weights are too few for it.</exception>
    /// <exception cref="TensorFormatException">A weights file is wrong.</exception>
    public static GptConfig ReadConfig(ModelFolder folder)
    {
        var config = ReadArchitecture(folder);
        CheckSize(config, folder.Weights, folder.Config.File);
        return config;
    }

    /// <summary>The architecture a folder's config describes and its weights have.</summary>
    /// <exception cref="ModelFolderException">The config is wrong or of an unknown family.</exception>
    /// <exception cref="TensorFormatException">A weights file is wrong.</exception>
    public static GptConfig ReadArchitecture(ModelFolder folder)
    {
        var config = GptFamily.Of(folder).Read(folder.Config);
        return config.TieEmbeddings && HasOwnHead(folder.Weights, GptNames.For(config)) ? config with { TieEmbeddings = false } : config;
    }

    /// <summary>Refuses, before memory is taken, a config that asks for more numbers than the weights hold.</summary>
    /// <exception cref="ModelFolderException">It does.</exception>
    public static void CheckSize(GptConfig config, ModelWeights weights, string configFile)
    {
        var (wanted, held) = (config.CountParameters(), weights.ElementCount);
        if (wanted > held)
        {
            throw new ModelFolderException(
                configFile,
                $"it describes a model of {wanted:N0} parameters, but the weights hold {held:N0} numbers. " +
                "Config and weights do not belong together, or one of them is incomplete.");
        }
    }

    /// <summary>Makes the model of a folder.</summary>
    /// <exception cref="ModelFolderException">Config or weights are wrong, or do not fit each other.</exception>
    /// <exception cref="TensorFormatException">A weights file is wrong.</exception>
    public static (GptModel Model, WeightMatch Match) Load(
        ModelFolder folder, ITensorBackend backend, GptConfig config, WeightStorage storage = WeightStorage.Float32,
        LayerStream? stream = null)
    {
        GptModel model;
        try
        {
            model = new GptModel(backend, config, random: null, storage, stream is null ? null : stream.Add);
        }
        catch (OptionsException e)
        {
            throw new ModelFolderException(folder.Config.File, e.Message, innerException: e);
        }

        try
        {
            var map = GptFamily.Of(folder).Map(config);
            return (model, stream?.Load(model, folder.Weights, map) ?? folder.Weights.LoadInto(model, map));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>What reads a model's layers under a budget; null where all weights fit.</summary>
    /// <exception cref="OptionsException">The budget is too small for any work.</exception>
    public static LayerStream? Stream(ITensorBackend backend, GptConfig config, WeightStorage storage, long budget)
    {
        var names = GptNames.For(config);
        var plan = StreamingPlan.Create(
            GptParameters.List(config), $"{names.Root}.{names.Layers}.", config.LayerCount, storage, budget);
        plan.ThrowIfTooSmall(nameof(GptLoadOptions));
        return plan.FitsWhole ? null : new LayerStream(backend, plan);
    }

    /// <summary>Writes config and weights into a folder in the making.</summary>
    /// <exception cref="PipelineException">The model is of no family that has such folders.</exception>
    /// <exception cref="ModelFolderException">The files cannot be written.</exception>
    public static void Write(ModelFolderWriter writer, GptModel model, ModelWriteOptions options, GptTokenIds tokens)
    {
        var family = GptFamily.Of(model.Config);
        var json = family.Write(model.Config);
        json["torch_dtype"] = options.ElementType switch
        {
            ElementType.BFloat16 => "bfloat16",
            ElementType.Float32 when model.WeightStorage == WeightStorage.BFloat16 => "bfloat16",
            ElementType.Float16 => "float16",
            _ => "float32",
        };
        json["transformers_version"] = "4.45.1"; // whose form this is
        tokens.Write(json);
        writer.WriteJson(ModelFolder.ConfigFile, json);
        writer.WriteWeights(model, family.Map(model.Config), options);
    }

    /// <summary>
    /// Writes a tokenizer into a folder in the making: in Hugging Face's form if it has one, else in ours, which reads back alike.
    /// </summary>
    /// <exception cref="PipelineException">The files cannot be written.</exception>
    public static void WriteTokenizer(ModelFolderWriter writer, Tokenizer? tokenizer)
    {
        if (tokenizer is HuggingFaceTokenizer known)
            known.Save(writer.Folder);
        else if (tokenizer is not null)
            TokenizerSerializer.Default.Save(tokenizer, Path.Combine(writer.Folder, "tokenizer.json"));
    }

    /// <summary>
    /// Whether a file holds a head that differs from the token embedding. Version 5 of the reference library takes it then, whatever the
    /// config's
    /// flag says.
    /// </summary>
    private static bool HasOwnHead(ModelWeights weights, GptNames names)
    {
        const string Head = "lm_head.weight";
        var bare = $"{names.TokenEmbedding}.weight";
        var table = weights.Contains($"{names.Root}.{bare}") ? $"{names.Root}.{bare}" : bare;
        if (!weights.Contains(Head) || !weights.Contains(table))
            return false;
        var (head, embedding) = (weights[Head], weights[table]);
        return head.Type != embedding.Type || !head.Extents.SequenceEqual(embedding.Extents)
            || !weights.FileOf(Head).HasSameBytes(Head, weights.FileOf(table), table);
    }
}
