using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture(false)]
[TestFixture(true)]
public class MultipleChoiceConformanceTests(bool deberta) : StageConformanceTests<MultipleChoiceEstimator, MultipleChoiceTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.InputIds, ColumnNames.Segments];

    protected override IReadOnlyList<string> TrainingColumns => [.. InputColumns, ColumnNames.Label];

    protected override IReadOnlyList<Func<MultipleChoiceEstimator>> InvalidStages =>
    [
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Bert, o => o.LearningRate = double.NaN),
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Bert, o => o.LabelColumn = ""),
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Bert, o => o.Deberta = ChoiceTestBed.Deberta),
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Bert with { HeadCount = 3 }),
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Deberta with { HeadCount = 3 }),
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Deberta, o => o.ScoringBatchSize = 0),
        () => Context.Trainers.MultipleChoice(ChoiceTestBed.Deberta, o => o.RankedCount = 27),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override MultipleChoiceEstimator CreateStage()
    {
        void Configure(MultipleChoiceOptions o) => (o.Steps, o.BatchSize, o.WindowSize) = (2, 2, 2);
        return deberta
            ? Context.Trainers.MultipleChoice(ChoiceTestBed.Deberta with { VocabularySize = 20 }, Configure)
            : Context.Trainers.MultipleChoice(ChoiceTestBed.Bert with { VocabularySize = 20 }, Configure);
    }

    protected override TestView CreateData() => new TestView()
        .Add(ColumnNames.InputIds, [2, 5, 6, 2, 7], [2, 8, 2, 9], [2, 10, 2, 11, 2, 12], [2, 4, 4, 2, 5], [3, 3])
        .Add(ColumnNames.Segments, [1, 1, 1, 2, 2], [1, 1, 2, 2], [1, 1, 2, 2, 3, 3], [1, 1, 1, 2, 2], [1, 2])
        .Add(MultipleChoiceColumns.TokenTypeIds, [0, 0, 1, 0, 1], [0, 1, 0, 1], [0, 1, 0, 1, 0, 1], [0, 0, 1, 0, 1], [0, 0]);

    protected override TestView CreateTrainingData() => CreateData().Add(ColumnNames.Label, "A", "B", "C", "a", "B");
}
