using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Training;
using static Pipelines.Peft.AdapterConfigFile;

namespace Pipelines.Peft;

/// <summary>The keys of <c>adapter_config.json</c> for selective training, which PEFT does not have.</summary>
internal static class SelectiveConfigFile
{
    private static readonly Dictionary<string, TrainableScope> Scopes = new(StringComparer.Ordinal)
    {
        ["all"] = TrainableScope.All,
        ["last_layer"] = TrainableScope.LastLayer,
        ["embeddings"] = TrainableScope.Embeddings,
        ["biases"] = TrainableScope.Biases,
        ["head"] = TrainableScope.Head,
    };

    /// <summary>Reads the options. Keys that are not known mean nothing.</summary>
    /// <exception cref="ModelFolderException">A key is wrong.</exception>
    public static SelectiveOptions Read(ConfigSection config) => new()
    {
        Scope = config.Has("scope") ? config.GetChoice("scope", Scopes) : null,
        Train = config.FindStrings("train") ?? [],
        Freeze = config.FindStrings("freeze") ?? [],
        TaskType = config.FindString("task_type"),
    };

    /// <summary>Writes the options over further keys, which stay.</summary>
    public static void Write(JsonObject json, SelectiveOptions options)
    {
        json["task_type"] = options.TaskType;
        json["scope"] = options.Scope is { } scope ? Scopes.First(s => s.Value == scope).Key : null;
        json["train"] = List(options.Train);
        json["freeze"] = List(options.Freeze);
    }
}
