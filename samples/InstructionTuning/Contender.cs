using Pipelines.Gpt;
using Pipelines.Peft;
using Pipelines.Training;

namespace InstructionTuning;

/// <summary>One way to fine-tune, compared with the others from the same weights, on the same rows and steps.</summary>
internal sealed record Contender
{
    /// <summary>All that can be compared; a further one is a further entry.</summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        new()
        {
            Name = "adamw", LearningRate = 1e-3,
            Optimizer = (_, _) => new AdamWOptions { Beta2 = 0.99, WeightDecay = 0.01 },
        },
        new()
        {
            Name = "sgd", LearningRate = 0.1,
            Optimizer = (_, _) => new SgdOptions { Momentum = 0.9 },
        },
        new()
        {
            Name = "badam", LearningRate = 3e-3,
            Optimizer = (settings, model) => new BAdamOptions
            {
                SwitchEvery = settings.SwitchEvery, Order = settings.BlockOrder, Blocks = BalancedBlocks.Of(model),
            },
        },
        new()
        {
            Name = "lora", LearningRate = 5e-3,
            Optimizer = (_, _) => new AdamWOptions { Beta2 = 0.99, WeightDecay = 0.01 },
            Adapter = o => (o.Rank, o.Alpha, o.TargetModules) = (16, 32, [LoraOptions.AllLinear]),
        },
    ];

    /// <summary>Its name on the command line and in metrics.</summary>
    public required string Name { get; init; }

    /// <summary>The peak learning rate unless the command line gives another: each optimizer has its own scale.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Makes the optimizer for the model.</summary>
    public required Func<InstructionTuningSettings, GptModel, OptimizerOptions> Optimizer { get; init; }

    /// <summary>What the adapter is that is trained instead of the model; null where the model itself is.</summary>
    public Action<LoraTrainerOptions>? Adapter { get; init; }

    /// <summary>The contender with a name.</summary>
    public static Contender Named(string name) => All.First(c => c.Name == name);
}
