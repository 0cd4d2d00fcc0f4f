using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
public class TrainEmbedderConformanceTests : StageConformanceTests<TrainEmbedderEstimator, TrainedEmbedderTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Text];

    protected override IReadOnlyList<string> TrainingColumns => [ContrastiveTestBed.Anchor, ContrastiveTestBed.Positive, ColumnNames.Text];

    protected override IReadOnlyList<Func<TrainEmbedderEstimator>> InvalidStages =>
    [
        () => Stage(o => o.LearningRate = double.NaN),
        () => Stage(o => o.AnchorColumn = ""),
        () => Stage(o => o.BatchSize = 1),
        () => Stage(o => o.OutputColumn = ""),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override TrainEmbedderEstimator CreateStage() => Stage(o => (o.Steps, o.BatchSize) = (2, 3));

    protected override TestView CreateData() => new TestView().Add(ColumnNames.Text, "ab", "c", "ddd", "ea", "b");

    protected override TestView CreateTrainingData() => ContrastiveTestBed.Pairs(6, 1).Add(ColumnNames.Text, "a", "b", "c", "d", "e", "f");

    private TrainEmbedderEstimator Stage(Action<TrainEmbedderOptions> configure) => Context.Trainers.TrainEmbedder(ContrastiveTestBed.Bag, o =>
    {
        (o.Tokenizer, o.MaximumLength, o.InputColumn) = (ContrastiveTestBed.Tokenizer, 16, ColumnNames.Text);
        configure(o);
    });
}
