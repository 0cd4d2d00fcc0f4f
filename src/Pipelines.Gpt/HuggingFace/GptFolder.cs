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

    /// <summary>Makes the model of a folder. One that is quantized, or gets so while it is read, is frozen.</summary>
    /// <exception cref="ModelFolderException">Config or weights are wrong, or do not fit each other.</exception>
    /// <exception cref="TensorFormatException">A weights file is wrong.</exception>
    public static (GptModel Model, WeightMatch Match) Load(
        ModelFolder folder, ITensorBackend backend, GptConfig config, WeightStorage storage = WeightStorage.Float32,
        QuantizationOptions? quantization = null, LayerStream? stream = null)
    {
        var held = HeldQuantization(folder, quantization);
        var family = GptFamily.Of(folder);
        return Load(
            folder.Weights, backend, config, folder.Config.File, family.Map(config), storage, held is null ? quantization : null, held,
            stream);
    }

    /// <summary>Makes a model of a config and weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="backend">What it computes on.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="configFile">Where that is from, for messages.</param>
    /// <param name="map">How names differ; null if they do not.</param>
    /// <param name="storage">How weights are held that are not quantized.</param>
    /// <param name="quantization">How to quantize them while they are read; null for as they are.</param>
    /// <param name="held">How they are quantized in the file; null where they are not.</param>
    /// <param name="stream">What reads layers whenever they compute; null to have all in memory.</param>
    public static (GptModel Model, WeightMatch Match) Load(
        ModelWeights weights, ITensorBackend backend, GptConfig config, string configFile, WeightMap? map = null,
        WeightStorage storage = WeightStorage.Float32, QuantizationOptions? quantization = null, QuantizationOptions? held = null,
        LayerStream? stream = null)
    {
        var isQuantized = quantization is not null || held is not null;
        GptModel model;
        try
        {
            // What is stored in fewer bits is made weight by weight.
            model = isQuantized || (storage != WeightStorage.Float32 && stream is null)
                ? GptModel.Unloaded(backend, config, storage)
                : new GptModel(backend, config, random: null, storage, layerMade: stream is null ? null : stream.Add);
        }
        catch (OptionsException e)
        {
            throw new ModelFolderException(configFile, e.Message, innerException: e);
        }

        try
        {
            var match = stream?.Load(model, weights, map!) ?? weights.LoadInto(model, map, storage, quantization);
            if (isQuantized)
                model.Freeze();
            model.Quantization = quantization ?? held;
            return (model, match);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    // Config and weights must agree, and what is asked for with both.
    private static QuantizationOptions? HeldQuantization(ModelFolder folder, QuantizationOptions? wanted)
    {
        var said = QuantizationConfig.Read(folder.Config);
        var held = folder.Weights.Quantization;
        if (said is not null && held is null)
        {
            throw folder.Config.Error(
                "quantization_config",
                $"it says that the weights are quantized ({said}), but {folder.Weights.Path} holds no quantized weight.");
        }

        if (said is not null && (said.Type != held!.Type || said.DoubleQuantization != held.DoubleQuantization))
        {
            throw folder.Config.Error(
                "quantization_config",
                $"it says {said}, but the weights in {folder.Weights.Path} are {held}. They do not belong together.");
        }

        if (held is not null && wanted is not null && !wanted.StoresLike(held))
        {
            throw new ModelFolderException(
                folder.Path,
                $"the weights are quantized already ({held}), so they cannot be loaded as {wanted}. Leave Quantization null, or " +
                "load the model's unquantized folder.");
        }

        return held is null ? null : Copy(held, said);
    }

    private static QuantizationOptions Copy(QuantizationOptions held, QuantizationOptions? said) => new()
    {
        Type = held.Type,
        BlockSize = held.BlockSize,
        DoubleQuantization = held.DoubleQuantization,
        NestedBlockSize = held.NestedBlockSize,
        SkipModules = said?.SkipModules ?? [],
    };

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
        if (QuantizationConfig.Write(model) is { } quantization)
            json["quantization_config"] = quantization;
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
    /// config's flag says.
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
