namespace Pipelines.Tensors;

/// <summary>One update of Adagrad (Duchi et al. 2011), as PyTorch computes it.</summary>
/// <param name="LearningRate">The step size, decayed already.</param>
/// <param name="Epsilon">Added to the root of the sum of squares.</param>
/// <param name="WeightDecay">Times the parameter, added to the gradient.</param>
/// <param name="GradientScale">Multiplies the gradient first.</param>
public readonly record struct AdagradSettings(
    double LearningRate, double Epsilon = 1e-10, double WeightDecay = 0.0, double GradientScale = 1.0);
