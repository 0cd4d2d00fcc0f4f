using System.Diagnostics;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Gpt;

/// <summary>The speed of real training steps on this machine.</summary>
/// <param name="Steps">Steps measured, after some that were not.</param>
/// <param name="SecondsPerStep">The median time of a step, in seconds.</param>
/// <param name="TokensPerSecond">Tokens trained on in a second.</param>
/// <param name="FlopsPerSecond">Floating-point operations in a second, as <see cref="FlopCount.Training"/> counts.</param>
public sealed record StepMeasurement(int Steps, double SecondsPerStep, double TokensPerSecond, double FlopsPerSecond)
{
    private const int WarmUpSteps = 3;
    private const double LearningRate = 1e-4;

    internal static StepMeasurement Run(
        ITensorBackend backend, GptConfig config, GptPlanOptions options, int length, int seed, CancellationToken cancellationToken)
    {
        using var model = new GptModel(backend, config, new RandomGenerator((ulong)(uint)seed));
        using var optimizer = options.Optimizer.Create(model, LearningRate, seed);
        model.ToTraining();
        var batch = new TokenBatch();
        batch.Reset(options.BatchSize, length);
        var random = new RandomGenerator((ulong)(uint)seed);
        foreach (ref var id in batch.InputIds)
            id = random.NextInt32(config.VocabularySize);
        batch.InputIds.CopyTo(batch.Labels);
        var seconds = new double[options.MeasureSteps];
        for (var step = -WarmUpSteps; step < seconds.Length; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var started = Stopwatch.GetTimestamp();
            for (var micro = 0; micro < options.GradientAccumulationSteps; micro++)
            {
                using var tape = new GradientTape();
                tape.Backward(model.Loss(batch, (float)batch.LabelCount * options.GradientAccumulationSteps));
            }

            optimizer.Step(GradientClipping.ByGlobalNorm(optimizer, 1f).Scale);
            optimizer.ZeroGradients();
            if (step >= 0)
                seconds[step] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Array.Sort(seconds);
        var median = seconds[seconds.Length / 2];
        var speed = (double)batch.RowCount * batch.Length * options.GradientAccumulationSteps / median;
        return new StepMeasurement(seconds.Length, median, speed, speed * FlopCount.Of(config, length).Training);
    }
}
