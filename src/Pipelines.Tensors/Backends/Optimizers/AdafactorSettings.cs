namespace Pipelines.Tensors;

/// <summary>One update of Adafactor (Shazeer and Stern 2018), as Hugging Face's transformers compute it.</summary>
/// <param name="LearningRate">The step size, before <paramref name="ScalesByParameter"/>.</param>
/// <param name="SecondDecay">Decay of the means of squares in this update.</param>
/// <param name="Beta1">Decay of the mean of updates, where one is kept.</param>
/// <param name="SquareEpsilon">Added to squared gradients.</param>
/// <param name="ScaleEpsilon">The least root mean square of a parameter that scales its steps.</param>
/// <param name="ClipThreshold">Updates whose root mean square is larger are scaled down to this.</param>
/// <param name="WeightDecay">The parameter shrinks by the step size times this.</param>
/// <param name="ScalesByParameter">Whether the step size is multiplied by the parameter's root mean square.</param>
/// <param name="GradientScale">Multiplies the gradient first.</param>
public readonly record struct AdafactorSettings(
    double LearningRate, double SecondDecay, double Beta1 = 0.0, double SquareEpsilon = 1e-30, double ScaleEpsilon = 1e-3,
    double ClipThreshold = 1.0, double WeightDecay = 0.0, bool ScalesByParameter = true, double GradientScale = 1.0);
