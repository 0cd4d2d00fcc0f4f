using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture]
public class RewardModelingConformanceTests : StageConformanceTests<RewardModelingEstimator, RewardTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [PreferenceColumns.ChosenTokens];

    protected override IReadOnlyList<string> TrainingColumns => [PreferenceColumns.ChosenTokens, PreferenceColumns.RejectedTokens];

    protected override IReadOnlyList<Func<RewardModelingEstimator>> InvalidStages =>
    [
        () => Train(o => o.CenteringCoefficient = -1),
        () => Train(o => o.TokensColumn = ""),
        () => Train(o => o.LearningRate = double.NaN),
    ];

    protected override PipelineContext CreateContext() => PretrainTestBed.CreateContext();

    protected override RewardModelingEstimator CreateStage() => Train(o => (o.Steps, o.BatchSize) = (2, 2));

    protected override TestView CreateData() => new TestView().Add(PreferenceColumns.ChosenTokens, [1, 2, 3], [4], [2, 4], [5, 6, 7, 8, 9], [2, 3]);

    protected override TestView CreateTrainingData() => PreferenceTestBed.Pairs(6);

    private RewardModelingEstimator Train(Action<RewardModelingOptions> configure) =>
        Context.Trainers.TrainRewardModel(PreferenceTestBed.Model(Context), configure);
}
