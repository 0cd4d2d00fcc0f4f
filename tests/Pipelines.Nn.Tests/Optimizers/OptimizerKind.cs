namespace Pipelines.Nn.Tests;

/// <summary>Every optimizer, in the settings that keep the most state.</summary>
internal sealed record OptimizerKind(string Name, Func<IReadOnlyList<ParameterGroup>, Optimizer> Create)
{
    private static readonly BlockSchedule ThreeSteps = new() { SwitchEvery = 3 };

    public static IReadOnlyList<OptimizerKind> All { get; } =
    [
        new("AdamW", groups => new AdamW(groups) { AmsGrad = true }),
        new("Adam", groups => new Adam(groups, weightDecay: 0.1)),
        new("Sgd", groups => new Sgd(groups, momentum: 0.9, nesterov: true, weightDecay: 0.1)),
        new("Sgd without momentum", groups => new Sgd(groups)),
        new("RmsProp", groups => new RmsProp(groups, momentum: 0.5, centered: true)),
        new("Adagrad", groups => new Adagrad(groups, learningRateDecay: 0.1, initialSum: 0.1)),
        new("Adafactor", groups => new Adafactor(groups, beta1: 0.9, warmUpInitially: true)),
        new("Adafactor with the trainer's rate", groups => new Adafactor(groups, relativeStep: false, scalesByParameter: false)),
        new("Lion", groups => new Lion(groups, weightDecay: 0.1)),
        new("AdamW8Bit", groups => new AdamW8Bit(groups)),
        new("PagedAdamW", groups => new PagedAdamW(groups, blockSize: 1000) { AmsGrad = true }),
        new("BAdam descending", groups => new BAdam(groups, schedule: ThreeSteps)),
        new("BAdam ascending", groups => new BAdam(
            groups, schedule: ThreeSteps with { Order = BlockOrder.Ascending, Variant = BAdamVariant.Paper })),
        new("BAdam random", groups => new BAdam(
            groups, schedule: ThreeSteps with { SwitchEvery = 2, Order = BlockOrder.Random, AlwaysActive = ["head."] })),
        new("BAdam fixed", groups => new BAdam(groups, schedule: ThreeSteps with { Order = BlockOrder.Fixed, StartBlock = 1 })),
    ];

    public override string ToString() => Name;
}
