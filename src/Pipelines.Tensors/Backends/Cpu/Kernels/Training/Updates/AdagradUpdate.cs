using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Adagrad: first is the sum of squares.</summary>
internal readonly struct AdagradUpdate<T>(in AdagradSettings settings) : IUpdate<T> where T : unmanaged, ISimd<T>
{
    private readonly float _gradientScale = (float)settings.GradientScale;
    private readonly float _regularisation = (float)settings.WeightDecay;
    private readonly float _epsilon = (float)settings.Epsilon;
    private readonly float _learningRate = (float)settings.LearningRate;

    [MethodImpl(Compile.Inline)]
    public T Invoke(T parameter, T gradient, ref T first, ref T second, ref T third)
    {
        var slope = T.MultiplyAdd(parameter, T.Broadcast(_regularisation), gradient * T.Broadcast(_gradientScale));
        first = T.MultiplyAdd(slope, slope, first);
        return parameter - slope * T.Broadcast(_learningRate) / (T.Sqrt(first) + T.Broadcast(_epsilon));
    }
}
