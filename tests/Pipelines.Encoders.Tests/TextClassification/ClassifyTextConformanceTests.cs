using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture(false)]
[TestFixture(true)]
public class ClassifyTextConformanceTests(bool regression) : StageConformanceTests<ClassifyTextEstimator, ClassifyTextTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Text, "Second"];

    protected override IReadOnlyList<string> TrainingColumns => [.. InputColumns, ColumnNames.Label];

    protected override IReadOnlyList<Func<ClassifyTextEstimator>> InvalidStages =>
    [
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.LearningRate = double.NaN),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.LabelColumn = ""),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.SecondTextColumn = ""),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.Deberta = ChoiceTestBed.Deberta),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert with { HeadCount = 3 }),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.Labels = ["a"]),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.Labels = ["a", "a"]),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.LabelWeights["a"] = -1),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => (o.Problem, o.Labels) = (TextProblem.Regression, ["a", "b"])),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Bert, o => o.Problem = (TextProblem)7),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Deberta, o => o.ScoringBatchSize = 0),
        () => Context.Trainers.ClassifyText(ChoiceTestBed.Deberta, o => o.MaximumLength = 1),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override ClassifyTextEstimator CreateStage()
    {
        void Configure(ClassifyTextOptions o)
        {
            (o.Steps, o.BatchSize, o.WindowSize, o.Tokenizer, o.SecondTextColumn) = (2, 2, 2, ChoiceTestBed.Tokenizer, "Second");
            o.Problem = regression ? TextProblem.Regression : null;
        }

        return regression
            ? Context.Trainers.ClassifyText(ChoiceTestBed.Deberta, Configure)
            : Context.Trainers.ClassifyText(ChoiceTestBed.Bert, Configure);
    }

    protected override TestView CreateData() => new TestView()
        .Add(ColumnNames.Text, "red", "one two three", "here now", "what fits this", "black white")
        .Add("Second", "blue green", "", "now", "one two three four five", "red");

    protected override TestView CreateTrainingData() => CreateData().Add(ColumnNames.Label, "1", "2", "1", "1", "2");
}
