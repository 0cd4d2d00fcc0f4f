using Pipelines.Gpt;
using Pipelines.Nn;
using Pipelines.Peft;
using Pipelines.Tensors;
using Pipelines.Training;

namespace Pipelines.Documentation.Tests;

/// <summary>The code of docs/tutorials/qlora.md, which a test runs.</summary>
internal static class QLoraTutorialExamples
{
    public static PipelineContext Open()
    {
        var context = PipelineContext.Create(p => p.AddGpt().AddPeft());
        return context;
    }

    public static void Shard(PipelineContext context, string folder, string sharded, long shardSize)
    {
        using var whole = context.Model.LoadGpt(folder);
        whole.Save(sharded, o => (o.ElementType, o.MaximumShardSize) = (ElementType.BFloat16, shardSize));
    }

    public static TrainingResult Train(
        PipelineContext context, string folder, IDataView train, IDataView validation, string adapter, int steps)
    {
        using var decoder = context.Model.LoadGpt(folder, o => o.Quantization = new QuantizationOptions
        {
            Type = QuantizationType.Nf4,
            DoubleQuantization = true,
        });
        Console.WriteLine(decoder.Weights.Quantization);

        var pipeline = context.Transforms.RenderAlpaca()
            .Append(context.Transforms.TokenizeExamples(decoder.Tokenizer!))
            .Append(context.Trainers.Lora(decoder, o =>
            {
                (o.Rank, o.Alpha, o.Dropout) = (16, 32, 0.05f);
                o.TargetModules = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
                (o.Steps, o.BatchSize, o.GradientAccumulationSteps) = (steps, 2, 4);
                (o.LearningRate, o.WarmupSteps) = (2e-4, steps / 10);
                o.Optimizer = new PagedAdamWOptions();
                o.GradientCheckpointing = true;
                o.Empty = EmptyExampleHandling.Drop;
            }));
        using var fitted = pipeline.Fit(train, validation);
        fitted.LastTransformer.Adapters.Save(adapter, basePath: folder);
        var result = fitted.LastTransformer.Result!;
        Console.WriteLine($"loss {result.ValidationLoss:F3}; {result.Parameters}");
        return result;
    }

    public static string Answer(PipelineContext context, string folder, string adapter, string prompt)
    {
        using var decoder = context.Model.LoadGpt(folder, o => o.Quantization = new QuantizationOptions { DoubleQuantization = true });
        decoder.Model.LoadAdapter(adapter, "alpaca").Activate("alpaca");
        var answer = decoder.CreateGenerator().Generate(prompt, new() { MaximumNewTokens = 60, Temperature = 0 });
        return answer;
    }

    public static long Stream(PipelineContext context, string folder, IDataView examples, long budget)
    {
        using var large = context.Model.LoadGpt(folder, o => o.MemoryBudget = budget);
        using var tuned = context.Trainers.Lora(large, o =>
        {
            (o.TargetModules, o.GradientCheckpointing) = (["all-linear"], true);
            (o.Steps, o.BatchSize, o.GradientAccumulationSteps) = (2, 2, 4);
        }).Fit(examples);
        return large.Streaming?.ReadCount ?? 0;
    }

    public static LoraOptions Everything() => new()
    {
        Rank = 16,
        Alpha = 32,
        Dropout = 0.05f,
        Bias = LoraBias.None,
        Initialization = LoraInitialization.Gaussian,
        TargetModules = ["q_proj", "v_proj", "down_proj"],
        ExcludeModules = ["model.layers.0.mlp.down_proj"],
        LayersToTransform = [0, 1, 2],
        LayersPattern = ["layers"],
        RankPattern = new Dictionary<string, int> { ["v_proj"] = 32 },
        AlphaPattern = new Dictionary<string, double> { ["v_proj"] = 64 },
        RankStabilized = true,
        UseDora = true,
        ModulesToSave = ["model.norm"],
        TaskType = "CAUSAL_LM",
    };

    public static void Plan(PipelineContext context)
    {
        foreach (var name in new[] { "llama-2-7b", "phi-3-mini" })
        {
            var plan = context.Model.Plan(
                name, o => (o.BatchSize, o.BlockSize, o.Checkpointing, o.WeightType) = (1, 512, true, ElementType.BFloat16));
            Console.WriteLine($"{name}\n{plan}");
        }
    }
}
