using System.Text.Json.Nodes;
using Pipelines.Nn;
using static Pipelines.Peft.AdapterConfigFile;

namespace Pipelines.Peft;

/// <summary>IA³'s keys of <c>adapter_config.json</c>.</summary>
internal static class Ia3ConfigFile
{
    /// <summary>Reads the options. Keys that are not known mean nothing.</summary>
    /// <exception cref="ModelFolderException">A key is wrong.</exception>
    public static Ia3Options Read(ConfigSection config, JsonObject json)
    {
        var targets = new LoraOptions();
        LoraConfigFile.ReadTargets(config, json, targets);
        var isPattern = json["feedforward_modules"] is JsonValue;
        var feedForward = config.FindStrings("feedforward_modules") ?? [];
        return new Ia3Options
        {
            TargetModules = targets.TargetModules,
            TargetPattern = targets.TargetPattern,
            ExcludeModules = targets.ExcludeModules,
            ExcludePattern = targets.ExcludePattern,
            FeedForwardModules = isPattern ? [] : feedForward,
            FeedForwardPattern = isPattern ? feedForward[0] : null,
            ModulesToSave = config.FindStrings("modules_to_save") ?? [],
            FanInFanOut = config.GetBoolean("fan_in_fan_out", false),
            StartWithOnes = config.GetBoolean("init_ia3_weights", true),
            TaskType = config.FindString("task_type"),
        };
    }

    /// <summary>Writes the options.</summary>
    /// <param name="json">Where to; further keys stay.</param>
    /// <param name="options">What the adapter is.</param>
    /// <param name="paths">The modules it is on, for a target that PEFT writes as names.</param>
    public static void Write(JsonObject json, Ia3Options options, IReadOnlyList<string> paths)
    {
        json["task_type"] = options.TaskType;
        json["target_modules"] = options.TargetPattern is { } pattern
            ? pattern
            : List(LoraConfigFile.TargetNames(options.Targets(), paths));
        json["feedforward_modules"] = options.FeedForwardPattern is { } inner ? inner : List(options.FeedForwardModules);
        json["fan_in_fan_out"] = options.FanInFanOut;
        json["init_ia3_weights"] = options.StartWithOnes;
        json["modules_to_save"] = ListOrNull(options.ModulesToSave);
        // Older PEFT refuses keys it does not know, so this later one stands only where it says something.
        if (options.ExcludePattern is not null || options.ExcludeModules.Count > 0)
            json["exclude_modules"] = options.ExcludePattern is { } excluded ? excluded : List(options.ExcludeModules);
    }
}
