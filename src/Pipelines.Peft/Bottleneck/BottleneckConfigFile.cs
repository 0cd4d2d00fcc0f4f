using System.Text.Json.Nodes;
using Pipelines.Nn;
using Pipelines.Tensors;
using static Pipelines.Peft.AdapterConfigFile;

namespace Pipelines.Peft;

/// <summary>
/// The keys of <c>adapter_config.json</c> for bottleneck adapters, which PEFT does not have; their words are those of <c>adapters</c>.
/// </summary>
internal static class BottleneckConfigFile
{
    private static readonly Dictionary<string, Activation> NonLinearities = new(StringComparer.Ordinal)
    {
        ["relu"] = Activation.Relu,
        ["swish"] = Activation.Silu,
        ["silu"] = Activation.Silu,
        ["gelu"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["quick_gelu"] = Activation.GeluSigmoid,
        ["tanh"] = Activation.Tanh,
        ["linear"] = Activation.None,
    };

    private static readonly Dictionary<string, BottleneckInitialization> Initializations = new(StringComparer.Ordinal)
    {
        ["mam_adapter"] = BottleneckInitialization.MamAdapter,
        ["bert"] = BottleneckInitialization.Bert,
    };

    /// <summary>Reads the options. Keys that are not known mean nothing.</summary>
    /// <exception cref="ModelFolderException">A key is wrong.</exception>
    public static BottleneckOptions Read(ConfigSection config) => new()
    {
        AfterAttention = config.GetBoolean("mh_adapter"),
        AfterFeedForward = config.GetBoolean("output_adapter"),
        ReductionFactor = config.GetDouble("reduction_factor", null, double.Epsilon, 1e6),
        NonLinearity = config.GetChoice("non_linearity", NonLinearities),
        Residual = config.GetBoolean("residual", true),
        Parallel = config.GetBoolean("is_parallel", false),
        Scaling = config.GetDouble("scaling", 1, -1e6, 1e6),
        LeaveOut = config.FindInt32s("leave_out") ?? [],
        AttentionModules = config.FindStrings("attention_modules") ?? [],
        FeedForwardModules = config.FindStrings("feedforward_modules") ?? [],
        Initialization = config.GetChoice("init_weights", Initializations, "mam_adapter"),
        TaskType = config.FindString("task_type"),
    };

    /// <summary>Writes the options over further keys, which stay.</summary>
    public static void Write(JsonObject json, BottleneckOptions options)
    {
        json["task_type"] = options.TaskType;
        json["mh_adapter"] = options.AfterAttention;
        json["output_adapter"] = options.AfterFeedForward;
        json["reduction_factor"] = Number(options.ReductionFactor);
        json["non_linearity"] = NonLinearities.First(n => n.Value == options.NonLinearity).Key;
        json["residual"] = options.Residual;
        json["is_parallel"] = options.Parallel;
        json["scaling"] = Number(options.Scaling);
        json["leave_out"] = new JsonArray([.. options.LeaveOut.Select(l => JsonValue.Create(l))]);
        json["attention_modules"] = ListOrNull(options.AttentionModules);
        json["feedforward_modules"] = ListOrNull(options.FeedForwardModules);
        json["init_weights"] = Initializations.First(i => i.Value == options.Initialization).Key;
    }
}
