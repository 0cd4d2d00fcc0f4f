using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Gpt;

/// <summary>The names of activations in Hugging Face's configs.</summary>
internal static class ActivationNames
{
    private static readonly Dictionary<string, Activation> Known = new(StringComparer.Ordinal)
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_python"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu_fast"] = Activation.GeluTanh,
        ["quick_gelu"] = Activation.GeluSigmoid,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["relu"] = Activation.Relu,
        ["tanh"] = Activation.Tanh,
        ["linear"] = Activation.None,
    };

    public static Activation Read(ConfigSection config, string name, string fallback) => config.GetChoice(name, Known, fallback);

    public static string Write(Activation activation) => activation switch
    {
        Activation.Gelu => "gelu",
        Activation.GeluTanh => "gelu_new",
        Activation.GeluSigmoid => "quick_gelu",
        Activation.Silu => "silu",
        Activation.Relu => "relu",
        Activation.Tanh => "tanh",
        _ => "linear",
    };
}
