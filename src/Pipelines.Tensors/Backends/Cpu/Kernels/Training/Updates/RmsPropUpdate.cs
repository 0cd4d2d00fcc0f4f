using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>RMSprop: first is the mean of squares, second the mean of gradients where it is centred, third the velocity.</summary>
internal readonly struct RmsPropUpdate<T>(in RmsPropSettings settings, bool isCentered) : IUpdate<T> where T : unmanaged, ISimd<T>
{
    private readonly float _gradientScale = (float)settings.GradientScale;
    private readonly float _regularisation = (float)settings.WeightDecay;
    private readonly float _decay = (float)settings.Smoothing;
    private readonly float _rate = (float)(1.0 - settings.Smoothing);
    private readonly float _epsilon = (float)settings.Epsilon;
    private readonly float _momentum = (float)settings.Momentum;
    private readonly float _learningRate = (float)settings.LearningRate;
    private readonly bool _isCentered = isCentered;

    [MethodImpl(Compile.Inline)]
    public T Invoke(T parameter, T gradient, ref T first, ref T second, ref T third)
    {
        var slope = T.MultiplyAdd(parameter, T.Broadcast(_regularisation), gradient * T.Broadcast(_gradientScale));
        first = T.MultiplyAdd(slope * slope, T.Broadcast(_rate), first * T.Broadcast(_decay));
        var variance = first;
        if (_isCentered)
        {
            second = T.MultiplyAdd(slope, T.Broadcast(_rate), second * T.Broadcast(_decay));
            // A variance; rounding alone makes it negative.
            variance = T.Max(T.Zero, first - second * second);
        }

        third = T.MultiplyAdd(third, T.Broadcast(_momentum), slope / (T.Sqrt(variance) + T.Broadcast(_epsilon)));
        return parameter - third * T.Broadcast(_learningRate);
    }
}
