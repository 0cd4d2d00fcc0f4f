using Microsoft.Extensions.DependencyInjection;
using Pipelines.Benchmarks.Training;
using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Benchmarks.Adapters;

/// <summary>A method of fine-tuning a decoder with random weights.</summary>
internal sealed class AdapterContender(TrainingShape shape, AdapterMethod method, AdapterBenchmarkOptions options) : SteppedFit(shape)
{
    private const int MeasuredSteps = 2;

    public override string Name => method switch
    {
        AdapterMethod.Full => "full",
        AdapterMethod.Lora => "LoRA",
        AdapterMethod.QLora => "QLoRA",
        _ => method.ToString(),
    };

    /// <summary>The memory of a few steps of a model of its own, by kind.</summary>
    public MemoryUse MeasureMemory()
    {
        using var context = CreateContext();
        using var model = CreateModel(context);
        return Train(context, model, MeasuredSteps, progress: null, CancellationToken.None).Memory!;
    }

    protected override void Fit(CancellationToken cancellationToken)
    {
        using var context = CreateContext();
        using var model = CreateModel(context);
        Train(context, model, int.MaxValue, this, cancellationToken);
    }

    private PipelineContext CreateContext() =>
        PipelineContext.Create(builder => builder.AddGpt().AddPeft().ConfigureEngine(o => o.ThreadCount = options.Threads));

    private GptModel CreateModel(PipelineContext context)
    {
        var model = new GptModel(context.Services.GetRequiredService<ITensorBackend>(), Shape.Config, new RandomGenerator(1));
        if (method == AdapterMethod.QLora)
            model.Quantize(new QuantizationOptions { DoubleQuantization = true });
        return model;
    }

    private TrainingResult Train(
        PipelineContext context, GptModel model, int steps, IProgress<FitProgress>? progress, CancellationToken cancellationToken)
    {
        var rows = RandomRows(context);
        if (method == AdapterMethod.Full)
        {
            var full = context.Trainers.Pretrain(model, o => Configure(o, steps, new AdamWOptions()));
            return full.Fit(rows, progress, cancellationToken).Result!;
        }

        var lora = context.Trainers.Lora(model, o =>
        {
            o.Rank = options.Rank;
            o.Alpha = 2 * options.Rank;
            o.TargetModules = options.Targets;
            Configure(o, steps, method == AdapterMethod.QLora ? new PagedAdamWOptions() : new AdamWOptions());
        });
        return lora.Fit(rows, progress, cancellationToken).Result!;
    }

    private void Configure(TrainerOptions options, int steps, OptimizerOptions optimizer)
    {
        options.Steps = steps;
        options.BatchSize = Shape.BatchSize;
        options.LearningRate = 2e-4;
        options.Schedule = ScheduleKind.Constant;
        options.Optimizer = optimizer;
        options.Shuffle = false;
    }
}
