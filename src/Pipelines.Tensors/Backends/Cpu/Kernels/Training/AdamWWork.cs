using System.Runtime.CompilerServices;

namespace Pipelines.Tensors;

/// <summary>The scalars of an AdamW update.</summary>
/// <param name="GradientScale">Factor on the gradient.</param>
/// <param name="FirstRate">1 − β₁.</param>
/// <param name="SecondDecay">β₂.</param>
/// <param name="SecondRate">1 − β₂.</param>
/// <param name="Keep">1 − learning rate · decay.</param>
/// <param name="StepSize">Learning rate over the first moment's correction.</param>
/// <param name="InverseRootCorrection">1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">Added to the denominator.</param>
internal readonly record struct AdamWFactors(
    float GradientScale, float FirstRate, float SecondDecay, float SecondRate, float Keep, float StepSize, float InverseRootCorrection,
    float Epsilon)
{
    /// <summary>The factors of one update, computed in double.</summary>
    public static AdamWFactors Of(in AdamWSettings settings) => new(
        settings.GradientScale,
        (float)(1.0 - settings.Beta1),
        settings.Beta2,
        (float)(1.0 - settings.Beta2),
        (float)(1.0 - (double)settings.LearningRate * settings.WeightDecay),
        (float)(settings.LearningRate / (1.0 - Math.Pow(settings.Beta1, settings.Step))),
        (float)(1.0 / Math.Sqrt(1.0 - Math.Pow(settings.Beta2, settings.Step))),
        settings.Epsilon);
}

/// <summary>AdamW over chunks: one sweep reads four arrays and writes three.</summary>
internal unsafe struct AdamWWork<T>(
    float* parameter, float* gradient, float* firstMoment, float* secondMoment, AdamWFactors factors, long length)
    : IParallelWork
    where T : unmanaged, ISimd<T>
{
    public readonly void Execute(int index, int slot)
    {
        var (start, count) = ((long)index * Chunk.Length, Chunk.LengthOf(index, length));

        Run(parameter + start, gradient + start, firstMoment + start, secondMoment + start, count, factors);
    }

    [MethodImpl(Compile.Loop)]
    private static void Run(float* p, float* g, float* m, float* v, int count, AdamWFactors factors)
    {
        var i = 0;
        for (; i <= count - T.Count; i += T.Count)
        {
            var (first, second) = (T.Load(m + i), T.Load(v + i));
            Update(T.Load(p + i), T.Load(g + i), ref first, ref second, factors).Store(p + i);
            first.Store(m + i);
            second.Store(v + i);
        }

        var rest = count - i;
        if (rest > 0)
        {
            var (first, second) = (T.LoadPartial(m + i, rest), T.LoadPartial(v + i, rest));
            Update(T.LoadPartial(p + i, rest), T.LoadPartial(g + i, rest), ref first, ref second, factors).StorePartial(p + i, rest);
            first.StorePartial(m + i, rest);
            second.StorePartial(v + i, rest);
        }
    }

    [MethodImpl(Compile.Inline)]
    private static T Update(T p, T g, ref T first, ref T second, in AdamWFactors factors)
    {
        g *= T.Broadcast(factors.GradientScale);
        first = T.MultiplyAdd(g - first, T.Broadcast(factors.FirstRate), first);
        second = T.MultiplyAdd(g * g, T.Broadcast(factors.SecondRate), second * T.Broadcast(factors.SecondDecay));
        var denominator = T.MultiplyAdd(T.Sqrt(second), T.Broadcast(factors.InverseRootCorrection), T.Broadcast(factors.Epsilon));
        return p * T.Broadcast(factors.Keep) - T.Broadcast(factors.StepSize) * first / denominator;
    }
}
