using Pipelines.Testing;

namespace Pipelines.Encoders.Tests;

/// <summary>What every stage promises, whether it refuses rows or leaves them out.</summary>
[TestFixture(false)]
[TestFixture(true)]
public class FormatMultipleChoiceConformanceTests(bool skips) : StageConformanceTests<FormatMultipleChoiceEstimator, FormatMultipleChoiceTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [ColumnNames.Context, ColumnNames.Prompt, "A", "B"];

    protected override IReadOnlyList<Func<FormatMultipleChoiceEstimator>> InvalidStages =>
    [
        () => Stage(o => o.MaximumLength = 3),
        () => Stage(o => o.MaximumOptions = 27),
        () => Stage(o => o.MaximumOptions = 1),
        () => Stage(o => o.PromptColumn = ""),
        () => Stage(o => o.Tokenizer = null),
        () => Stage(o => o.OptionColumns = ["A"]),
        () => Stage(o => o.OptionColumns = ["A", "A"]),
        () => Stage(o => (o.OptionColumns, o.OptionsColumn) = (["A", "B"], "Options")),
        () => Stage(o => (o.OptionsColumn, o.AllowFewerOptions) = ("Options", true)),
        () => Stage(o => o.LabelColumn = o.SegmentsColumn),
        () => Stage(o => o.AnswerKind = (AnswerKind)9),
    ];

    protected override PipelineContext CreateContext() => EmbedTestBed.CreateContext();

    protected override FormatMultipleChoiceEstimator CreateStage() => Stage(o => (o.MaximumLength, o.SkipRefused) = (24, skips));

    protected override TestView CreateData() => ChoiceTestBed.Questions(6, seed: 1, optionCount: 3);

    private FormatMultipleChoiceEstimator Stage(Action<FormatMultipleChoiceOptions> configure) =>
        Context.Transforms.FormatMultipleChoice(ChoiceTestBed.Tokenizer, o =>
        {
            o.ContextColumn = ColumnNames.Context;
            configure(o);
        });
}
