using System.Text.Json.Nodes;
using Pipelines.Nn;
using static Pipelines.Peft.AdapterConfigFile;

namespace Pipelines.Peft;

/// <summary>LoRA's keys of <c>adapter_config.json</c>.</summary>
internal static class LoraConfigFile
{
    // Keys that change what an adapter computes. Where one says more than its default, the adapter is refused and not computed wrongly.
    private static readonly string[] NotSupported =
    [
        "alora_invocation_tokens", "arrow_config", "kasa_config", "layer_replication", "megatron_config", "monteclora_config",
        "target_parameters", "trainable_token_indices", "use_bdlora", "use_qalora", "velora_config",
    ];

    /// <summary>Reads the options. Keys that are not known mean nothing.</summary>
    /// <exception cref="ModelFolderException">A key is wrong, or means something that is not supported.</exception>
    public static LoraOptions Read(ConfigSection config, JsonObject json)
    {
        foreach (var key in NotSupported)
        {
            if (config.Has(key) && !IsEmpty(json[key]))
                throw config.Error(key, "this is not supported: the adapter would compute something else. Train one without it.");
        }

        var options = new LoraOptions
        {
            Rank = config.GetInt32("r", 8, 1, 1 << 16),
            Alpha = config.GetDouble("lora_alpha", 8, 0, 1e9),
            Dropout = config.GetSingle("lora_dropout", 0f, 0f, 0.99f),
            Bias = config.GetChoice("bias", Biases, "none"),
            RankStabilized = config.GetBoolean("use_rslora", false),
            ModulesToSave = config.FindStrings("modules_to_save") ?? [],
            LayersToTransform = config.FindInt32s("layers_to_transform") ?? [],
            LayersPattern = config.FindStrings("layers_pattern") ?? [],
            FanInFanOut = config.GetBoolean("fan_in_fan_out", false),
            HasBias = config.GetBoolean("lora_bias", false),
            UseDora = config.GetBoolean("use_dora", false),
            EnsureWeightTying = config.GetBoolean("ensure_weight_tying", false),
            TaskType = config.FindString("task_type"),
            Initialization = ReadInitialization(config, json["init_lora_weights"]),
        };
        foreach (var name in config.FindSection("rank_pattern")?.Names ?? [])
            options.RankPattern.Add(name, config.GetSection("rank_pattern").GetInt32(name, minimum: 1, maximum: 1 << 16));
        foreach (var name in config.FindSection("alpha_pattern")?.Names ?? [])
            options.AlphaPattern.Add(name, config.GetSection("alpha_pattern").GetDouble(name));
        ReadTargets(config, json, options);
        return options;
    }

    /// <summary>Writes the options.</summary>
    /// <param name="json">Where to; further keys stay.</param>
    /// <param name="options">What the adapter is.</param>
    /// <param name="paths">The modules it is on, for a target that PEFT writes as names.</param>
    public static void Write(JsonObject json, LoraOptions options, IReadOnlyList<string> paths)
    {
        foreach (var name in new[] { "layer_replication", "megatron_config" })
            json.TryAdd(name, null);
        json.TryAdd("loftq_config", new JsonObject());
        json.TryAdd("megatron_core", "megatron.core");
        json["task_type"] = options.TaskType;
        json["r"] = options.Rank;
        json["lora_alpha"] = Number(options.Alpha);
        json["lora_dropout"] = Number(options.Dropout);
        json["bias"] = options.Bias switch { LoraBias.All => "all", LoraBias.LoraOnly => "lora_only", _ => "none" };
        json["use_rslora"] = options.RankStabilized;
        json["use_dora"] = options.UseDora;
        json["fan_in_fan_out"] = options.FanInFanOut;
        json["init_lora_weights"] = options.Initialization switch
        {
            LoraInitialization.Gaussian => "gaussian",
            LoraInitialization.Pissa => "pissa",
            LoraInitialization.Olora => "olora",
            LoraInitialization.Random => false,
            _ => true,
        };
        json["modules_to_save"] = ListOrNull(options.ModulesToSave);
        json["layers_to_transform"] = options.LayersToTransform.Count == 0
            ? null
            : new JsonArray([.. options.LayersToTransform.Select(l => JsonValue.Create(l))]);
        json["layers_pattern"] = options.LayersPattern.Count switch
        {
            0 => null,
            1 => options.LayersPattern[0],
            _ => List(options.LayersPattern),
        };
        json["rank_pattern"] = new JsonObject(options.RankPattern.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
        json["alpha_pattern"] = new JsonObject(options.AlphaPattern.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Number(p.Value))));
        json["target_modules"] = options.TargetPattern is { } pattern ? pattern : List(TargetNames(options, paths));
        // Older PEFT refuses keys it does not know, so later ones stand only where they say something.
        Later(
            "exclude_modules",
            options.ExcludePattern ?? (JsonNode?)(options.ExcludeModules.Count > 0 ? List(options.ExcludeModules) : null));
        Later("lora_bias", options.HasBias ? true : null);
        Later("ensure_weight_tying", options.EnsureWeightTying ? true : null);

        void Later(string name, JsonNode? value)
        {
            if (value is not null)
                json[name] = value;
        }
    }

    internal static Dictionary<string, LoraBias> Biases { get; } = new()
    {
        ["none"] = LoraBias.None,
        ["all"] = LoraBias.All,
        ["lora_only"] = LoraBias.LoraOnly,
    };

    private static LoraInitialization ReadInitialization(ConfigSection config, JsonNode? node)
    {
        if (node is not JsonValue value || value.TryGetValue<bool>(out var flag) && flag)
            return LoraInitialization.Default;
        if (value.TryGetValue<bool>(out _))
            return LoraInitialization.Random;
        var word = config.GetString("init_lora_weights");
        return word switch
        {
            "gaussian" => LoraInitialization.Gaussian,
            "olora" => LoraInitialization.Olora,
            "eva" or "orthogonal" => LoraInitialization.Default,
            _ when word == "pissa" || word.StartsWith("pissa_niter_", StringComparison.Ordinal) => LoraInitialization.Pissa,
            _ => throw config.Error(
                "init_lora_weights",
                $"'{word}' changes the base in a way that is not known here. Save the adapter converted to plain LoRA."),
        };
    }

    internal static void ReadTargets(ConfigSection config, JsonObject json, LoraOptions options)
    {
        if (!config.Has("target_modules"))
            throw config.Error("target_modules", "it is missing; names of modules or a regular expression were expected.");
        var targets = config.FindStrings("target_modules")!;
        if (json["target_modules"] is JsonValue && targets[0] != LoraOptions.AllLinear)
            options.TargetPattern = targets[0];
        else
            options.TargetModules = targets;
        if (!config.Has("exclude_modules"))
            return;
        var excluded = config.FindStrings("exclude_modules")!;
        if (json["exclude_modules"] is JsonValue)
            options.ExcludePattern = excluded[0];
        else
            options.ExcludeModules = excluded;
    }

    internal static IReadOnlyList<string> TargetNames(LoraOptions options, IReadOnlyList<string> paths) =>
        options.TargetModules is [LoraOptions.AllLinear]
            ? [.. paths.Select(p => p[(p.LastIndexOf('.') + 1)..]).Distinct(StringComparer.Ordinal)]
            : options.TargetModules;
}
