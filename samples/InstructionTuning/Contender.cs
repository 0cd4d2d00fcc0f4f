using Pipelines.Gpt;
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
                SwitchEvery = settings.SwitchEvery, Order = Pipelines.Nn.BlockOrder.Ascending, Blocks = BalancedBlocks.Of(model),
            },
        },
    ];

    /// <summary>Its name on the command line and in metrics.</summary>
    public required string Name { get; init; }

    /// <summary>The peak learning rate unless the command line gives another: each optimizer has its own scale.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Makes the optimizer for the model as <see cref="Prepare"/> leaves it.</summary>
    public required Func<InstructionTuningSettings, GptModel, OptimizerOptions> Optimizer { get; init; }

    /// <summary>Changes the model before it is trained, such as freezing a part of it; nothing by default.</summary>
    public Action<GptModel> Prepare { get; init; } = static _ => { };

    /// <summary>The contender with a name.</summary>
    public static Contender Named(string name) => All.First(c => c.Name == name);
}
