namespace Pipelines.Tensors;

/// <summary>One update of RMSprop (Tieleman and Hinton 2012; centred as in Graves 2013), as PyTorch computes it.</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Smoothing">PyTorch's alpha: decay of the means.</param>
/// <param name="Epsilon">Added to the root of the mean of squares.</param>
/// <param name="Momentum">Decay of the velocity; 0 for none.</param>
/// <param name="WeightDecay">Times the parameter, added to the gradient.</param>
/// <param name="GradientScale">Multiplies the gradient first.</param>
public readonly record struct RmsPropSettings(
    double LearningRate, double Smoothing = 0.99, double Epsilon = 1e-8, double Momentum = 0.0, double WeightDecay = 0.0,
    double GradientScale = 1.0);
