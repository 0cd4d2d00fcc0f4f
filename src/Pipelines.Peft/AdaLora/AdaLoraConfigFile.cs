using System.Text.Json.Nodes;
using Pipelines.Nn;
using static Pipelines.Peft.AdapterConfigFile;

namespace Pipelines.Peft;

/// <summary>AdaLoRA's keys of <c>adapter_config.json</c>.</summary>
internal static class AdaLoraConfigFile
{
    private static readonly string[] NotSupported =
        ["layer_replication", "megatron_config", "target_parameters", "trainable_token_indices", "use_dora"];

    /// <summary>Reads the options. Keys that are not known mean nothing.</summary>
    /// <exception cref="ModelFolderException">A key is wrong, or means something that is not supported.</exception>
    public static AdaLoraOptions Read(ConfigSection config, JsonObject json)
    {
        foreach (var key in NotSupported)
        {
            if (config.Has(key) && !IsEmpty(json[key]))
                throw config.Error(key, "this is not supported: the adapter would compute something else. Train one without it.");
        }

        var targets = new LoraOptions();
        LoraConfigFile.ReadTargets(config, json, targets);
        return new AdaLoraOptions
        {
            InitialRank = config.GetInt32("init_r", 12, 1, 1 << 16),
            TargetRank = config.GetInt32("target_r", 8, 1, 1 << 16),
            WarmupSteps = config.GetInt32("tinit", 0),
            FinalSteps = config.GetInt32("tfinal", 0),
            AllocationInterval = config.GetInt32("deltaT", 1, 1),
            TotalSteps = config.FindInt32("total_step", 1),
            Beta1 = config.GetDouble("beta1", 0.85, 0, 1),
            Beta2 = config.GetDouble("beta2", 0.85, 0, 1),
            OrthogonalityWeight = config.GetDouble("orth_reg_weight", 0.5, 0, 1e6),
            Alpha = config.GetDouble("lora_alpha", 8, 0, 1e9),
            Dropout = config.GetSingle("lora_dropout", 0f, 0f, 0.99f),
            TargetModules = targets.TargetModules,
            TargetPattern = targets.TargetPattern,
            ExcludeModules = targets.ExcludeModules,
            ExcludePattern = targets.ExcludePattern,
            Bias = config.GetChoice("bias", LoraConfigFile.Biases, "none"),
            ModulesToSave = config.FindStrings("modules_to_save") ?? [],
            LayersToTransform = config.FindInt32s("layers_to_transform") ?? [],
            LayersPattern = config.FindStrings("layers_pattern") ?? [],
            RankPattern = ReadPattern(config, json["rank_pattern"]),
            FanInFanOut = config.GetBoolean("fan_in_fan_out", false),
            StartWithZeros = json["init_lora_weights"] is not JsonValue value || !value.TryGetValue<bool>(out var flag) || flag,
            EnsureWeightTying = config.GetBoolean("ensure_weight_tying", false),
            TaskType = config.FindString("task_type"),
        };
    }

    /// <summary>Writes the options.</summary>
    /// <param name="json">Where to; further keys stay.</param>
    /// <param name="options">What the adapter is.</param>
    /// <param name="paths">The modules it is on, for a target that PEFT writes as names.</param>
    public static void Write(JsonObject json, AdaLoraOptions options, IReadOnlyList<string> paths)
    {
        // Keys that PEFT has here from LoRA and gives no meaning.
        foreach (var name in new[] { "layer_replication", "megatron_config" })
            json.TryAdd(name, null);
        json.TryAdd("loftq_config", new JsonObject());
        json.TryAdd("alpha_pattern", new JsonObject());
        json.TryAdd("megatron_core", "megatron.core");
        json.TryAdd("r", 8);
        json.TryAdd("use_dora", false);
        json.TryAdd("use_rslora", false);
        json["task_type"] = options.TaskType;
        json["init_r"] = options.InitialRank;
        json["target_r"] = options.TargetRank;
        json["tinit"] = options.WarmupSteps;
        json["tfinal"] = options.FinalSteps;
        json["deltaT"] = options.AllocationInterval;
        json["total_step"] = options.TotalSteps;
        json["beta1"] = Number(options.Beta1);
        json["beta2"] = Number(options.Beta2);
        json["orth_reg_weight"] = Number(options.OrthogonalityWeight);
        json["lora_alpha"] = Number(options.Alpha);
        json["lora_dropout"] = Number(options.Dropout);
        json["bias"] = LoraConfigFile.Biases.First(b => b.Value == options.Bias).Key;
        json["fan_in_fan_out"] = options.FanInFanOut;
        json["init_lora_weights"] = options.StartWithZeros;
        json["modules_to_save"] = ListOrNull(options.ModulesToSave);
        json["layers_to_transform"] = options.LayersToTransform.Count == 0
            ? null
            : new JsonArray([.. options.LayersToTransform.Select(l => JsonValue.Create(l))]);
        json["layers_pattern"] = options.LayersPattern.Count == 1 ? options.LayersPattern[0] : ListOrNull(options.LayersPattern);
        json["rank_pattern"] = options.RankPattern.Count == 0
            ? null
            : new JsonObject(options.RankPattern.Select(p => KeyValuePair.Create(
                $"{p.Key}.{AdaLoraProjection.Values}", (JsonNode?)new JsonArray([.. p.Value.Select(k => JsonValue.Create(k))]))));
        json["target_modules"] = options.TargetPattern is { } pattern
            ? pattern
            : List(LoraConfigFile.TargetNames(options.Targets(), paths));
        if (options.ExcludePattern is not null || options.ExcludeModules.Count > 0)
            json["exclude_modules"] = options.ExcludePattern is { } excluded ? excluded : List(options.ExcludeModules);
        if (options.EnsureWeightTying)
            json["ensure_weight_tying"] = true;
    }

    // The keys are names of E, with the adapter's name behind them or not.
    private static Dictionary<string, IReadOnlyList<bool>> ReadPattern(ConfigSection config, JsonNode? node)
    {
        var pattern = new Dictionary<string, IReadOnlyList<bool>>(StringComparer.Ordinal);
        if (node is null)
            return pattern;
        if (node is not JsonObject section)
            throw config.Error("rank_pattern", "it is no object; lists of true and false by the names of lora_E were expected.");
        foreach (var (name, value) in section)
        {
            var end = name.LastIndexOf($".{AdaLoraProjection.Values}", StringComparison.Ordinal);
            if (end < 0 || value is not JsonArray list || !list.All(k => k is JsonValue v && v.TryGetValue<bool>(out _)))
                throw config.Error("rank_pattern", $"'{name}' is no list of true and false by the name of a lora_E.");
            pattern[name[..end]] = [.. list.Select(k => k!.GetValue<bool>())];
        }

        return pattern;
    }
}
