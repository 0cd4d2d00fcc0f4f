using Pipelines.Testing;

namespace Pipelines.Gpt.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture(false)]
[TestFixture(true)]
public class PretrainConformanceTests(bool llama) : StageConformanceTests<PretrainEstimator, PretrainTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Tokens];

    protected override IReadOnlyList<string> TrainingColumns => [ColumnNames.InputIds, ColumnNames.Labels];

    protected override IReadOnlyList<Func<PretrainEstimator>> InvalidStages =>
    [
        () => Context.Trainers.Pretrain(PretrainTestBed.Config, o => o.LearningRate = double.NaN),
        () => Context.Trainers.Pretrain(PretrainTestBed.Config, o => o.MinimumLearningRate = 1),
        () => Context.Trainers.Pretrain(PretrainTestBed.Config, o => (o.Steps, o.Epochs) = (0, 0)),
        () => Context.Trainers.Pretrain(PretrainTestBed.Config, o => o.InputIdsColumn = ""),
        () => Context.Trainers.Pretrain(PretrainTestBed.Config with { EmbeddingSize = 33 }),
    ];

    protected override PipelineContext CreateContext() => PretrainTestBed.CreateContext();

    protected override PretrainEstimator CreateStage() =>
        Context.Trainers.Pretrain(llama ? PretrainTestBed.LlamaConfig : PretrainTestBed.Config, o => (o.Steps, o.BatchSize) = (3, 2));

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Tokens, [1, 2, 3], [4], [], [5, 6, 7, 8, 9]);

    protected override TestView CreateTrainingData() => new TestView()
        .Add(ColumnNames.InputIds, [1, 2, 3], [4, 5, 6], [7, 8, 9])
        .Add(ColumnNames.Labels, [2, 3, 4], [5, 6, 7], [8, 9, -100]);
}
