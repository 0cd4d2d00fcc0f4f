using System.Text.Json;
using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Tokenizers;

namespace Pipelines.Encoders;

/// <summary>Reads and writes folders of sentence-transformers.</summary>
internal static class EmbedderFolder
{
    private const string ModulesFile = "modules.json";
    private const string SettingsFile = "sentence_bert_config.json";
    private const string PromptsFile = "config_sentence_transformers.json";
    private const string TypePrefix = "sentence_transformers.models.";
    private const string ActivationPrefix = "torch.nn.modules.";

    /// <summary>The settings' file under all names it had.</summary>
    private static readonly string[] SettingsFiles =
    [
        SettingsFile, "sentence_roberta_config.json", "sentence_distilbert_config.json", "sentence_camembert_config.json",
        "sentence_albert_config.json", "sentence_xlm-roberta_config.json", "sentence_xlnet_config.json",
    ];

    private static readonly Dictionary<string, Activation> Activations = new(StringComparer.Ordinal)
    {
        [ActivationPrefix + "activation.Tanh"] = Activation.Tanh,
        [ActivationPrefix + "activation.ReLU"] = Activation.Relu,
        [ActivationPrefix + "activation.GELU"] = Activation.Gelu,
        [ActivationPrefix + "activation.SiLU"] = Activation.Silu,
        [ActivationPrefix + "linear.Identity"] = Activation.None,
    };

    public static Embedder Load(string path, ITensorBackend backend, Func<string, Tokenizer>? loadTokenizer = null)
    {
        var root = Path.GetFullPath(path);
        var modules = Path.Combine(root, ModulesFile);
        List<Part> parts = File.Exists(modules)
            ? [.. ConfigSection.ReadList(modules).Select(section => Part.Read(root, section))]
            : [new Part("Transformer", root, null)];
        if (parts.Count == 0 || parts[0].Kind != "Transformer")
            throw new ModelFolderException(modules, "the first module is no Transformer; one was expected.", "$[0].type");
        using var folder = ModelFolder.Open(parts[0].Folder);
        var (config, weights) = ReadParts(parts, root);
        var settings = SettingsFiles.Select(folder.FindConfig).FirstOrDefault(section => section is not null);
        var tokenizer = (loadTokenizer ?? Tokenizer.Load)(folder.Path);
        var encoder = EncoderFamilies.Load(folder, backend);
        Embedder? embedder = null;
        try
        {
            config = config with
            {
                MaximumLength = settings?.FindInt32("max_seq_length", 1) is { } length
                    ? Math.Min(length, encoder.BlockSize)
                    : MaximumLength(encoder, tokenizer),
                LowerCase = settings?.GetBoolean("do_lower_case", false) ?? false,
            };
            embedder = new Embedder(encoder, tokenizer, config);
            for (var i = 0; i < weights.Count; i++)
            {
                if (weights[i] is not { } own)
                    continue;
                using var file = ModelWeights.Open(own);
                file.LoadInto(embedder.GetModule((i + 2).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }

            return embedder;
        }
        catch (Exception e)
        {
            ((Module?)embedder ?? encoder).Dispose();
            if (e is ArgumentException)
                throw new ModelFolderException(root, e.Message, innerException: e);
            throw;
        }
    }

    public static void Save(Embedder embedder, string path, ModelWriteOptions? options)
    {
        using var writer = ModelFolderWriter.Create(path);
        ((IFolderModel)embedder.Encoder).Write(writer, options);
        ModelFiles.Write(writer, embedder.Tokenizer);
        var modules = new JsonArray();
        void AddModule(string name, string kind)
        {
            var index = modules.Count;
            if (name.Length > 0)
                Directory.CreateDirectory(Path.Combine(writer.Folder, name));
            modules.Add(new JsonObject { ["idx"] = index, ["name"] = $"{index}", ["path"] = name, ["type"] = TypePrefix + kind });
        }

        AddModule("", "Transformer");
        AddModule("1_Pooling", "Pooling");
        writer.WriteJson("1_Pooling/config.json", Pooling.ToJson(embedder.Config.Pooling, embedder.Encoder.HiddenSize));
        for (var i = 0; i < embedder.Config.Steps.Count; i++)
        {
            var step = embedder.Config.Steps[i];
            var name = $"{i + 2}_{(step.IsNormalization ? "Normalize" : "Dense")}";
            AddModule(name, step.IsNormalization ? "Normalize" : "Dense");
            if (step.IsNormalization)
                continue;
            writer.WriteJson($"{name}/config.json", new JsonObject
            {
                ["in_features"] = step.InputSize,
                ["out_features"] = step.OutputSize,
                ["bias"] = step.HasBias,
                ["activation_function"] = Activations.First(pair => pair.Value == step.Activation).Key,
            });
            var own = embedder.GetModule($"{i + 2}");
            SafetensorsWriter.Write(Path.Combine(writer.Folder, name, "model.safetensors"), own.GetState());
        }

        File.WriteAllText(
            Path.Combine(writer.Folder, ModulesFile), modules.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        writer.WriteJson(SettingsFile, new JsonObject
        {
            ["do_lower_case"] = embedder.Config.LowerCase,
            ["max_seq_length"] = embedder.Config.MaximumLength,
        });
        var hasPrompt = embedder.Config.Prompt.Length > 0;
        writer.WriteJson(PromptsFile, new JsonObject
        {
            ["default_prompt_name"] = hasPrompt ? "default" : null,
            ["prompts"] = hasPrompt ? new JsonObject { ["default"] = embedder.Config.Prompt } : new JsonObject(),
        });
        writer.Commit();
    }

    /// <summary>Pooling and what follows it, and the folders of the steps' weights.</summary>
    private static (EmbedderConfig Config, List<string?> Weights) ReadParts(List<Part> parts, string root)
    {
        var pooling = PoolingMode.Mean;
        List<EmbedderStep> steps = [];
        List<string?> weights = [];
        for (var i = 1; i < parts.Count; i++)
        {
            var part = parts[i];
            if (i == 1 != (part.Kind == "Pooling"))
                throw part.Section!.Error("type", "a Pooling was expected behind the Transformer, and nowhere else.");
            switch (part.Kind)
            {
                case "Pooling":
                    pooling = Pooling.Read(ConfigSection.Read(Path.Combine(part.Folder, ModelFolder.ConfigFile)));
                    break;
                case "Normalize":
                    steps.Add(new EmbedderStep());
                    weights.Add(null);
                    break;
                case "Dense":
                    steps.Add(ReadProjection(part.Folder));
                    weights.Add(part.Folder);
                    break;
                default:
                    throw part.Section!.Error(
                        "type", $"'{part.Kind}' is not supported. Known are: Transformer, Pooling, Dense, Normalize.");
            }
        }

        return (new EmbedderConfig { Pooling = pooling, Steps = steps, Prompt = ReadPrompt(root) }, weights);
    }

    private static EmbedderStep ReadProjection(string folder)
    {
        const string Name = "linear.weight";
        const string Vector = "sentence_embedding";
        var config = ConfigSection.Read(Path.Combine(folder, ModelFolder.ConfigFile));
        foreach (var name in (string[])["module_input_name", "module_output_name"])
        {
            if (config.GetString(name, Vector) is not Vector and var other)
                throw config.Error(name, $"'{other}' is not supported. Known is: {Vector}.");
        }

        using var weights = ModelWeights.Open(folder);
        var (inputs, outputs) = (config.GetInt32("in_features", minimum: 1), config.GetInt32("out_features", minimum: 1));
        if (!weights.Contains(Name) || !weights[Name].Extents.SequenceEqual([outputs, inputs]))
            throw new ModelFolderException(weights.Path, $"a tensor '{Name}' [{outputs}, {inputs}] was expected.");
        return new EmbedderStep
        {
            InputSize = inputs,
            OutputSize = outputs,
            HasBias = config.GetBoolean("bias", true),
            Activation = config.GetChoice("activation_function", Activations, ActivationPrefix + "activation.Tanh"),
        };
    }

    private static string ReadPrompt(string root)
    {
        var path = Path.Combine(root, PromptsFile);
        if (!File.Exists(path))
            return "";
        var config = ConfigSection.Read(path);
        return config.FindString("default_prompt_name") is { } name
            ? config.GetSection("prompts").GetString(name)
            : "";
    }

    private static int MaximumLength(TextEncoder encoder, Tokenizer tokenizer)
    {
        var length = encoder is DebertaModel deberta ? deberta.Config.PositionCount : encoder.BlockSize;
        return Math.Max(1, Math.Min(length, tokenizer.Configuration.ModelMaximumLength ?? length));
    }

    /// <summary>A module of <c>modules.json</c>.</summary>
    private sealed record Part(string Kind, string Folder, ConfigSection? Section)
    {
        public static Part Read(string root, ConfigSection section)
        {
            var type = section.GetString("type");
            var path = section.GetString("path", "");
            if (path.Contains('\0', StringComparison.Ordinal))
                throw section.Error("path", "it holds a null character, which no path does.");
            var folder = Path.GetFullPath(Path.Combine(root, path));
            if (folder != root && !folder.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw section.Error("path", "it leads out of the model's folder.");
            return new Part(type.StartsWith(TypePrefix, StringComparison.Ordinal) ? type[TypePrefix.Length..] : type, folder, section);
        }
    }
}
