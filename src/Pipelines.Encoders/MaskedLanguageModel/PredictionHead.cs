using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>
/// What turns states into logits: a projection, activated and normalised, then the encoder's own table of words and a bias.
/// </summary>
/// <param name="Dense">The projection.</param>
/// <param name="Norm">The normalisation.</param>
/// <param name="Bias">[vocabulary].</param>
/// <param name="Activation">The projection's activation.</param>
internal sealed record PredictionHead(ModuleSlot<Projection> Dense, ModuleSlot<Normalization> Norm, Parameter Bias, Activation Activation)
{
    /// <summary>
    /// The rows and the matrix whose products are the logits: the bias is a last column of the matrix, against a last 1 in the rows, as
    /// the loss that is fused with the product takes no bias.
    /// </summary>
    public (Tensor Rows, Tensor Matrix) Operands(Tensor states, Tensor table)
    {
        var rows = Norm.Module.Forward(Dense.Module.Forward(states, Activation));
        var ones = states.Backend.Empty(new Shape(rows.Shape[0], 1));
        ones.AsSpan<float>().Fill(1);
        var bias = Functional.Reshape(Bias.Value, new Shape(table.Shape[0], 1));
        return (Functional.Concat(1, rows, ones), Functional.Concat(1, table, bias));
    }
}
