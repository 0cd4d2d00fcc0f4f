using Pipelines.Tensors;

namespace Pipelines.Encoders;

/// <summary>Rows divided by their Euclidean length (<c>torch.nn.functional.normalize</c>).</summary>
internal static class UnitLength
{
    // Far below the squares of any row that has a direction.
    private const float Epsilon = 1e-30f;

    /// <summary>The root mean square of a row is its length divided by √n.</summary>
    public static Tensor Apply(Tensor rows) => Functional.Scale(Functional.RmsNorm(rows, null, Epsilon), 1f / MathF.Sqrt(rows.Shape[-1]));
}
