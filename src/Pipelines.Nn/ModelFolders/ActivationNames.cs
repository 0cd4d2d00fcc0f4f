using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>The names of activations in Hugging Face's configs.</summary>
public static class ActivationNames
{
    /// <summary>What each name means; several may mean the same.</summary>
    public static IReadOnlyDictionary<string, Activation> Known { get; } = new Dictionary<string, Activation>(StringComparer.Ordinal)
    {
        ["gelu"] = Activation.Gelu,
        ["gelu_python"] = Activation.Gelu,
        ["gelu_new"] = Activation.GeluTanh,
        ["gelu_pytorch_tanh"] = Activation.GeluTanh,
        ["gelu_fast"] = Activation.GeluTanh,
        ["gelu_accurate"] = Activation.GeluTanh,
        ["quick_gelu"] = Activation.GeluSigmoid,
        ["relu"] = Activation.Relu,
        ["silu"] = Activation.Silu,
        ["swish"] = Activation.Silu,
        ["tanh"] = Activation.Tanh,
        ["linear"] = Activation.None,
    };

    /// <summary>The name under which an activation is written.</summary>
    public static string NameOf(Activation activation) => activation switch
    {
        Activation.Gelu => "gelu",
        Activation.GeluTanh => "gelu_new",
        Activation.GeluSigmoid => "quick_gelu",
        Activation.Relu => "relu",
        Activation.Silu => "silu",
        Activation.Tanh => "tanh",
        _ => "linear",
    };
}
