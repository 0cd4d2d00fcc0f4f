using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
public class FineTuneT5ConformanceTests : StageConformanceTests<FineTuneT5Estimator, T5Transformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Prompt];

    protected override IReadOnlyList<string> TrainingColumns => [ColumnNames.Prompt, ColumnNames.Completion];

    protected override IReadOnlyList<Func<FineTuneT5Estimator>> InvalidStages =>
    [
        () => Stage(o => o.LearningRate = double.NaN),
        () => Stage(o => o.SourceColumn = ""),
        () => Stage(o => o.MaximumTargetLength = 1),
        () => Stage(o => (o.Steps, o.Epochs) = (0, 0)),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override FineTuneT5Estimator CreateStage() => Stage(o =>
    {
        (o.Steps, o.BatchSize) = (2, 2);
        o.Generation = new() { MaximumNewTokens = 4 };
    });

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Prompt, "ab>", "c>", "ddd>", "ea>", "b>");

    protected override TestView CreateTrainingData() => SequenceTestBed.Pairs(6, 1);

    private FineTuneT5Estimator Stage(Action<FineTuneT5Options> configure) =>
        Context.Trainers.FineTuneT5(SequenceTestBed.Config, SequenceTestBed.Tokenizer, configure);
}

/// <summary>What every stage promises.</summary>
public class PretrainT5ConformanceTests : StageConformanceTests<PretrainT5Estimator, T5Transformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.InputIds, ColumnNames.Labels, ColumnNames.Segments];

    protected override IReadOnlyList<Func<PretrainT5Estimator>> InvalidStages =>
    [
        () => Context.Trainers.PretrainT5(SequenceTestBed.Config, o => o.LearningRate = double.NaN),
        () => Context.Trainers.PretrainT5(SequenceTestBed.Config, o => o.SegmentsColumn = ""),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override PretrainT5Estimator CreateStage() => Context.Trainers.PretrainT5(
        SequenceTestBed.Config with { VocabularySize = 12 }, o => (o.Steps, o.BatchSize) = (2, 2));

    protected override TestView CreateData() => new TestView()
        .Add(ColumnNames.InputIds, [2, 11, 1, 11, 3, 1], [4, 11, 1, 11, 3, 1], [5, 11, 1, 11, 7, 1], [6, 11, 1, 11, 3, 1], [3, 11, 1, 11, 2, 1])
        .Add(ColumnNames.Labels, [-100, -100, -100, 11, 3, 1], [-100, -100, -100, 11, 3, 1], [-100, -100, -100, 11, 7, 1], [-100, -100, -100, 11, 3, 1], [-100, -100, -100, 11, 2, 1])
        .Add(ColumnNames.Segments, [1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 2], [1, 1, 1, 2, 2, 2]);
}
