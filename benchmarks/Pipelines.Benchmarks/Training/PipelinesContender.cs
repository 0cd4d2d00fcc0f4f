using Microsoft.Extensions.DependencyInjection;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Training;

/// <summary>The pretrain stage.</summary>
internal sealed class PipelinesContender(TrainingShape shape, int threads) : SteppedFit(shape)
{
    public override string Name => "Pipelines";

    /// <summary>The backend and its threads, known after the first round.</summary>
    public string Backend { get; private set; } = "";

    protected override void Fit(CancellationToken cancellationToken)
    {
        using var context = PipelineContext.Create(builder => builder.AddGpt().ConfigureEngine(o => o.ThreadCount = threads));
        var backend = context.Services.GetRequiredService<ITensorBackend>();
        Backend = $"{backend.Name}, {backend.ThreadCount} threads";
        var trainer = context.Trainers.Pretrain(Shape.Config, o =>
        {
            o.Steps = int.MaxValue;
            o.BatchSize = Shape.BatchSize;
            o.LearningRate = 1e-3;
            o.Schedule = ScheduleKind.Constant;
            o.Optimizer = new AdamWOptions { Beta2 = 0.99 };
            o.Shuffle = false;
        });
        trainer.Fit(RandomRows(context), this, cancellationToken);
    }
}
