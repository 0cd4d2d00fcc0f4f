namespace Pipelines.Tensors;

/// <summary>One update of Lion (Chen et al. 2023).</summary>
/// <param name="LearningRate">The step size.</param>
/// <param name="Beta1">The moment's share in the direction whose sign is taken.</param>
/// <param name="Beta2">Decay of the moment.</param>
/// <param name="WeightDecay">Decoupled decay: the parameter shrinks by <c>LearningRate · WeightDecay</c>.</param>
/// <param name="GradientScale">Multiplies the gradient first.</param>
public readonly record struct LionSettings(
    double LearningRate, double Beta1 = 0.9, double Beta2 = 0.99, double WeightDecay = 0.0, double GradientScale = 1.0);
