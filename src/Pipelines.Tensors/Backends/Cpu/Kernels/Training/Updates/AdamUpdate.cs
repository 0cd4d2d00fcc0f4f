using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>
/// Adam and AdamW: first is the mean of gradients, second that of squares, third the largest second moment so far (AMSGrad).
/// </summary>
internal readonly struct AdamUpdate<T>(in AdamSettings settings, bool hasMaximum) : IUpdate<T> where T : unmanaged, ISimd<T>
{
    private readonly float _gradientScale = (float)settings.GradientScale;
    private readonly float _regularisation = settings.IsDecoupled ? 0f : (float)settings.WeightDecay;
    private readonly float _keep = settings.IsDecoupled ? (float)(1.0 - settings.LearningRate * settings.WeightDecay) : 1f;
    private readonly float _firstRate = (float)(1.0 - settings.Beta1);
    private readonly float _secondDecay = (float)settings.Beta2;
    private readonly float _secondRate = (float)(1.0 - settings.Beta2);
    private readonly float _stepSize = (float)(settings.LearningRate / (1.0 - Math.Pow(settings.Beta1, settings.Step)));
    private readonly float _inverseRootCorrection = (float)(1.0 / Math.Sqrt(1.0 - Math.Pow(settings.Beta2, settings.Step)));
    private readonly float _epsilon = (float)settings.Epsilon;
    private readonly bool _hasMaximum = hasMaximum;

    [MethodImpl(Compile.Inline)]
    public T Invoke(T parameter, T gradient, ref T first, ref T second, ref T third)
    {
        var slope = T.MultiplyAdd(parameter, T.Broadcast(_regularisation), gradient * T.Broadcast(_gradientScale));
        first = T.MultiplyAdd(slope - first, T.Broadcast(_firstRate), first);
        second = T.MultiplyAdd(slope * slope, T.Broadcast(_secondRate), second * T.Broadcast(_secondDecay));
        var spread = second;
        if (_hasMaximum)
            spread = third = T.Max(third, second);
        var denominator = T.MultiplyAdd(T.Sqrt(spread), T.Broadcast(_inverseRootCorrection), T.Broadcast(_epsilon));
        return parameter * T.Broadcast(_keep) - T.Broadcast(_stepSize) * first / denominator;
    }
}
