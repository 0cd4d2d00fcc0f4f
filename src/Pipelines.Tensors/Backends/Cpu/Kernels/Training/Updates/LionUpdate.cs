using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>Lion: first is the moment; the step has the sign of its mixture with the gradient.</summary>
internal readonly struct LionUpdate<T>(in LionSettings settings) : IUpdate<T> where T : unmanaged, ISimd<T>
{
    private readonly float _gradientScale = (float)settings.GradientScale;
    private readonly float _keep = (float)(1.0 - settings.LearningRate * settings.WeightDecay);
    private readonly float _mixtureRate = (float)(1.0 - settings.Beta1);
    private readonly float _momentRate = (float)(1.0 - settings.Beta2);
    private readonly float _learningRate = (float)settings.LearningRate;

    [MethodImpl(Compile.Inline)]
    public T Invoke(T parameter, T gradient, ref T first, ref T second, ref T third)
    {
        var slope = gradient * T.Broadcast(_gradientScale);
        var change = slope - first;
        var mixture = T.MultiplyAdd(change, T.Broadcast(_mixtureRate), first);
        first = T.MultiplyAdd(change, T.Broadcast(_momentRate), first);
        var up = T.GreaterThan(mixture, T.Zero) & T.Broadcast(_learningRate);
        var down = T.GreaterThan(T.Zero, mixture) & T.Broadcast(_learningRate);
        return parameter * T.Broadcast(_keep) - up + down;
    }
}
