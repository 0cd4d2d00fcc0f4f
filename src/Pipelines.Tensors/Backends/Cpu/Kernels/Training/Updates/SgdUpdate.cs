using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Gradient descent: first is the velocity. What the settings switch on and off is in the factors.</summary>
internal readonly struct SgdUpdate<T>(in SgdSettings settings) : IUpdate<T> where T : unmanaged, ISimd<T>
{
    private readonly float _gradientScale = (float)settings.GradientScale;
    private readonly float _regularisation = (float)settings.WeightDecay;
    private readonly float _velocityDecay = settings.IsFirst ? 0f : (float)settings.Momentum;
    private readonly float _velocityRate = settings.IsFirst ? 1f : (float)(1.0 - settings.Dampening);
    private readonly float _gradientStep = settings.Nesterov || settings.Momentum == 0.0 ? (float)settings.LearningRate : 0f;
    private readonly float _velocityStep = (float)(settings.Nesterov ? settings.LearningRate * settings.Momentum
        : settings.Momentum == 0.0 ? 0.0 : settings.LearningRate);

    [MethodImpl(Compile.Inline)]
    public T Invoke(T parameter, T gradient, ref T first, ref T second, ref T third)
    {
        var slope = T.MultiplyAdd(parameter, T.Broadcast(_regularisation), gradient * T.Broadcast(_gradientScale));
        first = T.MultiplyAdd(first, T.Broadcast(_velocityDecay), slope * T.Broadcast(_velocityRate));
        return parameter - T.MultiplyAdd(first, T.Broadcast(_velocityStep), slope * T.Broadcast(_gradientStep));
    }
}
