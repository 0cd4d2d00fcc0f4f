namespace Pipelines.Tensors;

/// <summary>A pointwise non-linearity.</summary>
public enum Activation
{
    /// <summary>The identity.</summary>
    None,

    /// <summary>GELU with the error function (Hendrycks and Gimpel 2016): PyTorch's default, BERT's <c>gelu</c>.</summary>
    Gelu,

    /// <summary>GELU with the tanh approximation: GPT-2's <c>gelu_new</c>, also <c>gelu_pytorch_tanh</c> and <c>gelu_fast</c>.</summary>
    GeluTanh,

    /// <summary>x · sigmoid(x), also called swish.</summary>
    Silu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>GELU with the sigmoid approximation, x · sigmoid(1.702 x) (Hendrycks and Gimpel 2016): CLIP's <c>quick_gelu</c>.</summary>
    GeluSigmoid,
}
