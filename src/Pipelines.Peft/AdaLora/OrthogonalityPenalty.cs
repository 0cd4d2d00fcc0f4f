using Pipelines.Nn;
using Pipelines.Tensors;

namespace Pipelines.Peft;

/// <summary>
/// How far rows (or columns) are from orthonormal: <c>‖P·Pᵀ − I‖</c>, Frobenius. Its gradient in P is <c>2·(P·Pᵀ − I)·P</c> over that
/// length.
/// </summary>
internal sealed class OrthogonalityPenalty : Operation
{
    private bool _ofColumns;
    private float _length;

    /// <summary>The penalty of a matrix, recorded.</summary>
    /// <param name="matrix">Two dimensions.</param>
    /// <param name="ofColumns">Whether its columns count, not its rows.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Of(Tensor matrix, bool ofColumns)
    {
        var backend = matrix.Backend;
        var difference = backend.Empty(new Shape(matrix.Shape[ofColumns ? 1 : 0], matrix.Shape[ofColumns ? 1 : 0]));
        backend.MatMul(matrix, ofColumns, matrix, !ofColumns, difference, 1f, accumulate: false);
        var values = difference.AsSpan<float>();
        var size = difference.Shape[0];
        for (var i = 0; i < size; i++)
            values[i * size + i] -= 1f;
        var squares = 0.0;
        foreach (var value in values)
            squares += (double)value * value;
        var operation = new OrthogonalityPenalty { _ofColumns = ofColumns, _length = (float)Math.Sqrt(squares) };
        var result = backend.Scalar(operation._length);
        if (!GradientTape.IsRecording(matrix))
        {
            difference.Dispose();
            return result;
        }

        operation.Save(difference);
        return GradientTape.Record(operation, result, matrix);
    }

    protected override void Backward()
    {
        if (!NeedsGradient(0))
            return;
        // Where nothing is to be corrected there is no direction either.
        var factor = _length > 0 ? 2f * ResultGradient.ToScalar() / _length : 0f;
        var target = GradientTarget(0, out var accumulate);
        if (_ofColumns)
            target.Backend.MatMul(Input(0), false, Saved(0), false, target, factor, accumulate);
        else
            target.Backend.MatMul(Saved(0), false, Input(0), false, target, factor, accumulate);
    }
}
