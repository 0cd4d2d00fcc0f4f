using Microsoft.Extensions.DependencyInjection;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Training;

/// <summary>The pretrain stage, with or without what saves memory.</summary>
internal sealed class PipelinesContender(TrainingShape shape, int threads, MemorySaving saving = MemorySaving.None) : SteppedFit(shape)
{
    public override string Name => saving switch
    {
        MemorySaving.None => "Pipelines",
        MemorySaving.Checkpointing => "Pipelines, checkpointing",
        MemorySaving.BFloat16 => "Pipelines, bfloat16",
        _ => "Pipelines, checkpointing and bfloat16",
    };

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
            o.GradientCheckpointing = saving.HasFlag(MemorySaving.Checkpointing);
            o.WeightStorage = saving.HasFlag(MemorySaving.BFloat16) ? WeightStorage.BFloat16 : null;
        });
        trainer.Fit(RandomRows(context), this, cancellationToken);
    }
}
