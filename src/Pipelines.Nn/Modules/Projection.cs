using Pipelines.Tensors;

namespace Pipelines.Nn;

/// <summary>
/// A module that maps rows of one size to rows of another: <see cref="Linear"/>, or an adapter in its place. Models declare their slots
/// with this type.
/// </summary>
public abstract class Projection : Module
{
    /// <summary>Elements in an input row.</summary>
    public abstract int InputSize { get; }

    /// <summary>Elements in an output row.</summary>
    public abstract int OutputSize { get; }

    /// <summary><c>activation(projection(input)) + residual</c>.</summary>
    /// <param name="input">[…, <see cref="InputSize"/>].</param>
    /// <param name="activation">Applied to the projection.</param>
    /// <param name="residual">[…, <see cref="OutputSize"/>], added last; null for none.</param>
    /// <returns>[…, <see cref="OutputSize"/>].</returns>
    public abstract Tensor Forward(Tensor input, Activation activation = Activation.None, Tensor? residual = null);

    /// <summary>
    /// The projection as one product of rows and a matrix, for operations that fuse it with what follows (a head and its loss).
    /// </summary>
    /// <param name="input">[…, <see cref="InputSize"/>].</param>
    /// <returns>
    /// Rows [..., n] and a weight [<see cref="OutputSize"/>, n] whose product is what <see cref="Forward"/> gives; null where there is
    /// none, as with a bias.
    /// </returns>
    public virtual ProjectionProduct? AsProduct(Tensor input) => null;
}
