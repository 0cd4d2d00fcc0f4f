using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture(false)]
[TestFixture(true)]
public class MaskedConformanceTests(bool deberta) : StageConformanceTests<MaskedLanguageModelEstimator, MaskedLanguageModelTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Tokens];

    protected override IReadOnlyList<string> TrainingColumns => [ColumnNames.InputIds, ColumnNames.Labels];

    protected override IReadOnlyList<Func<MaskedLanguageModelEstimator>> InvalidStages =>
    [
        () => Context.Trainers.PretrainMasked(MaskedTestBed.Bert, o => o.LearningRate = double.NaN),
        () => Context.Trainers.PretrainMasked(MaskedTestBed.Bert, o => o.LabelsColumn = ""),
        () => Context.Trainers.PretrainMasked(MaskedTestBed.Bert, o => o.Deberta = MaskedTestBed.Deberta),
        () => Context.Trainers.PretrainMasked(MaskedTestBed.Bert with { HeadCount = 3 }),
        () => Context.Trainers.PretrainMasked(MaskedTestBed.Deberta with { LayerCount = 1 }),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override MaskedLanguageModelEstimator CreateStage() => deberta
        ? Context.Trainers.PretrainMasked(MaskedTestBed.Deberta, o => (o.Steps, o.BatchSize) = (3, 2))
        : Context.Trainers.PretrainMasked(MaskedTestBed.Bert, o => (o.Steps, o.BatchSize) = (3, 2));

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Tokens, [4, 5, 6], [7], [], [5, 6, 7, 8, 9], [11, 12]);

    protected override TestView CreateTrainingData() => new TestView()
        .Add(ColumnNames.InputIds, [4, 3, 6], [4, 5, 3], [3, 8, 9])
        .Add(ColumnNames.Labels, [-100, 5, -100], [-100, -100, 6], [7, 8, -100]);
}
