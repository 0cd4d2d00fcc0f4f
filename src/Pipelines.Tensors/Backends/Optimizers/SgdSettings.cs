namespace Pipelines.Tensors;

/// <summary>One update of stochastic gradient descent, as PyTorch computes it.</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Momentum">Decay of the velocity; 0 for none.</param>
/// <param name="Dampening">How much of a new gradient the velocity leaves out; the first one enters whole.</param>
/// <param name="Nesterov">Whether the step looks ahead along the velocity (Sutskever et al. 2013).</param>
/// <param name="WeightDecay">Times the parameter, added to the gradient.</param>
/// <param name="IsFirst">Whether the velocity is empty yet.</param>
/// <param name="GradientScale">Multiplies the gradient first.</param>
public readonly record struct SgdSettings(
    double LearningRate, double Momentum = 0.0, double Dampening = 0.0, bool Nesterov = false, double WeightDecay = 0.0,
    bool IsFirst = false, double GradientScale = 1.0);
