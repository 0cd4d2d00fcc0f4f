using Pipelines.Testing;
using Pipelines.Training;

namespace Pipelines.Gpt.Tests;

/// <summary>What every stage promises.</summary>
[TestFixture(false)]
[TestFixture(true)]
public class PreferenceTuningConformanceTests(bool unpaired) : StageConformanceTests<PreferenceTuningEstimator, PretrainTransformer>
{
    protected override IReadOnlyList<string> InputColumns => [unpaired ? ColumnNames.Tokens : PreferenceColumns.ChosenTokens];

    protected override IReadOnlyList<string> TrainingColumns => unpaired
        ? [ColumnNames.Tokens, ColumnNames.LossMask, PreferenceColumns.Desirable]
        :
        [
            PreferenceColumns.ChosenTokens, PreferenceColumns.ChosenLossMask, PreferenceColumns.RejectedTokens,
            PreferenceColumns.RejectedLossMask,
        ];

    protected override IReadOnlyList<Func<PreferenceTuningEstimator>> InvalidStages =>
    [
        () => Tune(o => o.Beta = 0),
        () => Tune(o => o.Beta = double.NaN),
        () => Tune(o => o.LabelSmoothing = 0.5),
        () => Tune(o => (o.Loss, o.LabelSmoothing) = (PreferenceLossKind.Hinge, 0.1)),
        () => Tune(o => o.Loss = PreferenceLossKind.Robust),
        () => Tune(o => (o.Loss, o.ReferenceFree) = (PreferenceLossKind.ApoZero, true)),
        () => Tune(o => (o.Loss, o.Divergence) = (PreferenceLossKind.Ipo, PreferenceDivergence.JensenShannon)),
        () => Tune(o => (o.Loss, o.BatchSize) = (PreferenceLossKind.Kto, 1)),
        () => Tune(o => (o.Loss, o.Reference) = (PreferenceLossKind.SimPo, PreferenceTestBed.Model(Context))),
        () => Tune(o => o.ChosenTokensColumn = ""),
        () => Tune(o => o.Loss = (PreferenceLossKind)99),
    ];

    protected override PipelineContext CreateContext() => PretrainTestBed.CreateContext();

    protected override PreferenceTuningEstimator CreateStage() =>
        Tune(o => (o.Steps, o.BatchSize, o.Loss) = (2, 2, unpaired ? PreferenceLossKind.Kto : PreferenceLossKind.Sigmoid));

    protected override TestView CreateData() => new TestView().Add(InputColumns[0], [1, 2, 3], [4], [], [5, 6, 7, 8, 9], [2, 3]);

    protected override TestView CreateTrainingData() => unpaired ? PreferenceTestBed.Singles(6) : PreferenceTestBed.Pairs(6);

    private PreferenceTuningEstimator Tune(Action<PreferenceTuningOptions> configure) =>
        Context.Trainers.PreferenceTune(PreferenceTestBed.Model(Context), configure);
}
