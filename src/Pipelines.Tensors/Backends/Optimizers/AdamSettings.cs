namespace Pipelines.Tensors;

/// <summary>One update of Adam (Kingma and Ba 2015) or AdamW (Loshchilov and Hutter 2019), as PyTorch computes it.</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the root of the corrected second moment.</param>
/// <param name="WeightDecay">How strongly parameters shrink; see <paramref name="IsDecoupled"/>.</param>
/// <param name="Step">The number of this update, from 1; for bias correction.</param>
/// <param name="GradientScale">Multiplies the gradient first (clipping, accumulation).</param>
/// <param name="IsDecoupled">
/// Whether the parameter itself shrinks by <c>LearningRate · WeightDecay</c> (AdamW); otherwise <c>WeightDecay · parameter</c> is added to
/// the gradient (Adam with L2 regularisation).
/// </param>
/// <param name="Offset">
/// The first element of parameter and gradient to update, for moments that are kept in pieces: the moments begin there, and as many
/// elements are updated as they have.
/// </param>
public readonly record struct AdamSettings(
    double LearningRate, double Beta1, double Beta2, double Epsilon, double WeightDecay, int Step, double GradientScale = 1.0,
    bool IsDecoupled = true, long Offset = 0);
